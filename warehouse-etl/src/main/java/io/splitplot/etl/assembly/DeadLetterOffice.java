package io.splitplot.etl.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.splitplot.etl.EtlException;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

  /**
   * Dead letters of one origin that failed for the same reason at the same place of the line.
   *
   * @param firstId the first of them, as an example
   * @param batchId the newest batch that has some
   */
  public record Group(
      String line,
      String origin,
      String station,
      String code,
      @Nullable String field,
      long count,
      long firstId,
      long batchId,
      String reason) {}

  /** What waits, counted; the largest groups first. */
  public List<Group> waiting(Optional<String> line) {
    return read(
        """
        select
          l.name as line, d.origin, d.station, d.code, d.field, count(*) as count,
          min(d.dead_letter_id) as first_id, max(d.batch_id) as batch_id,
          (array_agg(d.reason order by d.dead_letter_id))[1] as reason
        from etl.dead_letter d
        join etl.line l using (line_id)
        where d.replayed_by is null and l.name = coalesce(?, l.name)
        group by l.name, d.origin, d.station, d.code, d.field
        order by count(*) desc, l.name, d.origin, d.code, d.field
        """,
        statement -> statement.setString(1, line.orElse(null)),
        row ->
            new Group(
                row.getString("line"),
                row.getString("origin"),
                row.getString("station"),
                row.getString("code"),
                row.getString("field"),
                row.getLong("count"),
                row.getLong("first_id"),
                row.getLong("batch_id"),
                row.getString("reason")));
  }

  /** The first so many that wait. */
  public List<StoredDeadLetter> list(Optional<String> line, int limit) {
    return read(
        LETTERS
            + " where d.replayed_by is null and l.name = coalesce(?, l.name)"
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
        row.getObject("replayed_by", Long.class));
  }

  private static List<String> texts(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
