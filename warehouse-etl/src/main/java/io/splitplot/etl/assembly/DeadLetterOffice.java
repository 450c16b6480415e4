package io.splitplot.etl.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.splitplot.etl.EtlException;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the dead letters of all lines. */
public final class DeadLetterOffice {
  private static final String LETTERS =
      """
      select d.*, l.name as line
      from etl.dead_letter d
      join etl.line l using (line_id)
      """;

  private final DataSource warehouse;

  public DeadLetterOffice(DataSource warehouse) {
    this.warehouse = warehouse;
  }

  /** Which dead letters are told. */
  public enum Which {
    WAITING("d.replayed_by is null and d.dismissed_at is null"),
    ALL("true");

    private final String condition;

    Which(String condition) {
      this.condition = condition;
    }
  }

  /**
   * Dead letters of one origin that failed for the same reason at the same place of the line.
   *
   * @param state waiting, replayed or dismissed
   * @param firstId the first of them, as an example
   * @param batchId the newest batch that has some
   */
  public record Group(
      String line,
      String state,
      String origin,
      String station,
      String code,
      @Nullable String field,
      long count,
      long firstId,
      long batchId,
      String reason) {}

  /** Counted; the largest groups first. */
  public List<Group> groups(Optional<String> line, Which which) {
    return read(
        """
        select
          l.name as line,
          case when d.replayed_by is not null then 'replayed' when d.dismissed_at is not null then 'dismissed'
            else 'waiting' end as state,
          d.origin, d.station, d.code, d.field, count(*) as count,
          min(d.dead_letter_id) as first_id, max(d.batch_id) as batch_id,
          (array_agg(d.reason order by d.dead_letter_id))[1] as reason
        from etl.dead_letter d
        join etl.line l using (line_id)
        where %s and l.name = coalesce(?, l.name)
        group by l.name, state, d.origin, d.station, d.code, d.field
        order by count(*) desc, l.name, d.origin, d.code, d.field
        """
            .formatted(which.condition),
        statement -> statement.setString(1, line.orElse(null)),
        row ->
            new Group(
                row.getString("line"),
                row.getString("state"),
                row.getString("origin"),
                row.getString("station"),
                row.getString("code"),
                row.getString("field"),
                row.getLong("count"),
                row.getLong("first_id"),
                row.getLong("batch_id"),
                row.getString("reason")));
  }

  /** The first so many. */
  public List<StoredDeadLetter> list(Optional<String> line, Which which, int limit) {
    return read(
        LETTERS
            + " where "
            + which.condition
            + " and l.name = coalesce(?, l.name)"
            + " order by d.dead_letter_id limit ?",
        statement -> {
          statement.setString(1, line.orElse(null));
          statement.setInt(2, limit);
        },
        DeadLetterOffice::letter);
  }

  /** One of them, waiting or not. */
  public Optional<StoredDeadLetter> find(long id) {
    return read(
            LETTERS + " where d.dead_letter_id = ?",
            statement -> statement.setLong(1, id),
            DeadLetterOffice::letter)
        .stream()
        .findFirst();
  }

  /**
   * Says that nobody wants some; they are kept, and not replayed any more.
   *
   * @param who said so
   * @param why for whoever looks later
   * @return how many they were
   * @throws EtlException {@code SP-DEAD-LETTER-DISMISS} when they are a part of a quarantined batch
   */
  public long dismiss(Named named, String who, String why) {
    try (var connection = warehouse.getConnection();
        var statement = connection.prepareStatement("select etl.dismiss(?, ?, ?, ?, ?)")) {
      statement.setString(1, named instanceof Named.OfLine(var line) ? line : null);
      statement.setArray(
          2,
          named instanceof Named.Ids(var ids)
              ? connection.createArrayOf("bigint", ids.toArray())
              : null);
      statement.setObject(
          3, named instanceof Named.OfBatch(var batch) ? batch : null, Types.BIGINT);
      statement.setString(4, who);
      statement.setString(5, why);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      var isRefused = "SP010".equals(e.getSQLState());
      throw new EtlException(
          isRefused ? "SP-DEAD-LETTER-DISMISS" : "SP-LOAD-WAREHOUSE",
          "nothing is dismissed: " + e.getMessage(),
          e);
    }
  }

  /** By what waiting dead letters are named. */
  public sealed interface Named {
    record Ids(List<Long> ids) implements Named {
      public Ids {
        ids = List.copyOf(ids);
      }
    }

    record OfBatch(long batch) implements Named {}

    record OfLine(String line) implements Named {}
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> read(String query, Binding binding, Reader<T> reader) {
    try (var connection = warehouse.getConnection();
        var statement = connection.prepareStatement(query)) {
      binding.bind(statement);
      var read = new ArrayList<T>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          read.add(reader.read(rows));
        }
      }
      return read;
    } catch (SQLException e) {
      throw new EtlException(
          "SP-LOAD-WAREHOUSE", "the dead letters cannot be read: " + e.getMessage(), e);
    }
  }

  private static StoredDeadLetter letter(ResultSet row) throws SQLException {
    return new StoredDeadLetter(
        row.getLong("dead_letter_id"),
        row.getString("line"),
        row.getLong("batch_id"),
        row.getString("origin"),
        row.getLong("place"),
        row.getString("station"),
        row.getString("code"),
        row.getString("field"),
        row.getString("reason"),
        row.getString("format"),
        texts(row.getArray("header")),
        new String(row.getBytes("payload"), UTF_8),
        row.getObject("first_seen_at", OffsetDateTime.class).toInstant(),
        row.getObject("last_seen_at", OffsetDateTime.class).toInstant(),
        row.getInt("attempt_count"),
        row.getObject("replayed_by", Long.class),
        dismissal(row));
  }

  private static StoredDeadLetter.@Nullable Dismissal dismissal(ResultSet row) throws SQLException {
    var at = row.getObject("dismissed_at", OffsetDateTime.class);
    return at == null
        ? null
        : new StoredDeadLetter.Dismissal(
            at.toInstant(), row.getString("dismissed_by"), row.getString("dismissed_reason"));
  }

  private static List<String> texts(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
