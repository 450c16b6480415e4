package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.assignment.PlanEntry.Variant;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plan from the primary, each time in one transaction. While that lasts nobody can change
 * the configuration, so that what is read belongs together (see {@code splitplot.plan_state}).
 */
final class PlanLoader {
  /** The only version of the assignment algorithm that is implemented here. */
  private static final int ALGORITHM = 1;

  /**
   * The lock of plan_state must come before the snapshot of what is read after it; and a writer who
   * holds that lock for long, or a slow server, may cost freshness and nothing else.
   */
  private static final String BEGIN =
      """
      set transaction isolation level read committed;
      set local lock_timeout = '2s';
      set local statement_timeout = '5s'
      """;

  /** No row from a standby: it has an older configuration and cannot say how old. */
  private static final String STATE =
      "select version, as_of from splitplot.plan_state() where not pg_is_in_recovery()";

  private static final String ENTRIES =
      """
      select
        p.experiment,
        p.unit_type,
        p.algorithm,
        p.phase_id,
        p.phase,
        p.layer_salt,
        array(
          select b.bound
          from unnest(p.open_buckets) as r(buckets)
          cross join lateral (values (lower(r.buckets)), (upper(r.buckets))) as b(bound)
          order by b.bound
        ) as bucket_bounds,
        p.salt,
        p.targeting,
        p.variant_ids,
        p.variants,
        p.lower_bounds,
        to_jsonb(p.parameters) as parameters
      from splitplot.assignment_plan p
      where p.valid @> ?
      """;

  /** One name may belong to layers of several domains; the unit types' order is the contract's. */
  private static final String PARAMETERS =
      """
      select
        lp.name,
        array_agg(
          e.key order by array_position(array['user', 'session', 'device'], ut.key), ut.key, e.key
        ) filter (where e.key is not null) as experiments
      from splitplot.layer_parameter lp
      left join (
        splitplot.experiment e
        join splitplot.unit_type ut using (unit_type_id)
        join splitplot.phase p on p.experiment_id = e.experiment_id and p.valid @> ?
      ) on e.layer_id = lp.layer_id
      group by lp.name
      """;

  /**
   * The plan in force.
   *
   * @param connection to the primary, with auto-commit off and no transaction begun
   * @param known what was read before by the same connection; null: nothing
   * @throws SQLException when it cannot be read now; {@code known} is then as good as before
   */
  Plan load(Connection connection, @Nullable Plan known) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(BEGIN);
      long version;
      Instant asOf;
      try (var row = statement.executeQuery(STATE)) {
        if (!row.next()) {
          throw new SQLException("this server is a standby; the plan is read from the primary");
        }
        version = row.getLong("version");
        asOf = row.getObject("as_of", OffsetDateTime.class).toInstant();
      }
      var plan =
          known != null && known.version() == version
              ? known.stillInForceAt(asOf)
              : read(connection, version, asOf);
      connection.commit();
      return plan;
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and the transaction with it
    }
  }

  private static Plan read(Connection connection, long version, Instant asOf) throws SQLException {
    var layers = new HashMap<String, Layer>();
    var entries = new ArrayList<PlanEntry>();
    try (var statement = connection.prepareStatement(ENTRIES)) {
      statement.setObject(1, asOf.atOffset(ZoneOffset.UTC));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          entries.add(entry(row, layers));
        }
      }
    }
    return new Plan(
        version,
        asOf,
        keys(connection, "select key from splitplot.unit_type"),
        keys(connection, "select key from splitplot.experiment"),
        entries,
        parameters(connection, asOf),
        layers.size());
  }

  private static SortedMap<String, List<String>> parameters(Connection connection, Instant asOf)
      throws SQLException {
    var parameters = new TreeMap<String, List<String>>();
    try (var statement = connection.prepareStatement(PARAMETERS)) {
      statement.setObject(1, asOf.atOffset(ZoneOffset.UTC));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var experiments = row.getArray("experiments");
          parameters.put(
              row.getString("name"),
              experiments == null ? List.of() : List.of((String[]) experiments.getArray()));
        }
      }
    }
    return parameters;
  }

  private static PlanEntry entry(ResultSet row, Map<String, Layer> layers) throws SQLException {
    var experiment = row.getString("experiment");
    try {
      if (row.getInt("algorithm") != ALGORITHM) {
        throw new IllegalStateException(
            "it needs version %d of the assignment algorithm; upgrade this server"
                .formatted(row.getInt("algorithm")));
      }
      var targeting = row.getString("targeting");
      return new PlanEntry(
          experiment,
          row.getString("unit_type"),
          row.getInt("phase_id"),
          row.getInt("phase"),
          layers.computeIfAbsent(
              row.getString("layer_salt"), salt -> new Layer(layers.size(), new Salt(salt))),
          new BucketRanges(integers(row, "bucket_bounds")),
          new Salt(row.getString("salt")),
          Targeting.of(targeting == null ? null : Json.parse(targeting)),
          variants(row));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "experiment %s cannot be decided: %s".formatted(experiment, e.getMessage()), e);
    }
  }

  private static List<Variant> variants(ResultSet row) throws SQLException {
    var ids = integers(row, "variant_ids");
    var keys = (String[]) row.getArray("variants").getArray();
    var lowerBounds = integers(row, "lower_bounds");
    JsonNode parameters = Json.parse(row.getString("parameters"));
    var variants = new ArrayList<Variant>();
    for (var i = 0; i < ids.length; i++) {
      variants.add(new Variant(ids[i], keys[i], lowerBounds[i], parameters.get(i)));
    }
    return List.copyOf(variants);
  }

  private static int[] integers(ResultSet row, String column) throws SQLException {
    var boxed = (Integer[]) row.getArray(column).getArray();
    var integers = new int[boxed.length];
    for (var i = 0; i < boxed.length; i++) {
      integers[i] = boxed[i];
    }
    return integers;
  }

  private static Set<String> keys(Connection connection, String query) throws SQLException {
    var keys = new HashSet<String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      while (row.next()) {
        keys.add(row.getString(1));
      }
    }
    return keys;
  }
}
