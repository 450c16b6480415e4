package io.splitplot.api.assignment;

import java.sql.Connection;
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
 * Reads plans from the primary over one connection, each in one transaction. While that lasts
 * nobody can change the configuration, so that what is read belongs together (see {@code
 * splitplot.plan_state}).
 *
 * <p>Phases are compiled once and never change: only those are read that were not read before.
 */
final class PlanLoader {
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

  private static final String PHASES =
      """
      select array(select p.phase_id from splitplot.assignment_plan p where p.valid @> ?)
      """;

  /** Documents for {@link PlanEntryReader}; a range such as [1,5) becomes an array. */
  private static final String ENTRIES =
      """
      select row_to_json(entry) as document
      from (
        select
          p.experiment_id,
          p.experiment,
          p.unit_type,
          p.algorithm,
          p.phase_id,
          p.phase,
          p.mode,
          p.layer_salt,
          p.domain_salts,
          translate(p.domain_buckets::text, '{})"', '[]]')::json as domain_buckets,
          p.holdout_salts,
          translate(p.holdout_buckets::text, '{})"', '[]]')::json as holdout_buckets,
          translate(p.own_buckets::text, '{})', '[]]')::json as own_buckets,
          translate(p.open_buckets::text, '{})', '[]]')::json as open_buckets,
          translate(p.shared_buckets::text, '{})', '[]]')::json as shared_buckets,
          p.salt,
          p.targeting,
          p.variant_ids,
          p.variants,
          p.lower_bounds,
          p.parameters,
          p.control_index,
          translate(p.moved_buckets::text, '{})', '[]]')::json as moved_buckets
        from splitplot.assignment_plan p
        where p.phase_id = any (?)
      ) entry
      """;

  private static final String FORCED_VARIANTS =
      """
      select e.key as experiment, fv.unit_id, fv.variant_id
      from splitplot.forced_variant fv
      join splitplot.experiment e using (experiment_id)
      where fv.valid @> ?
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

  private final Connection connection;
  private final Layers layers = new Layers();
  private Map<Integer, PlanEntry> entries = Map.of(); // by phase_id
  private @Nullable Plan known;

  /**
   * A loader that has read nothing yet.
   *
   * @param connection to the primary, with auto-commit off and no transaction begun
   */
  PlanLoader(Connection connection) {
    this.connection = connection;
  }

  /**
   * The plan in force.
   *
   * @throws SQLException when it cannot be read now; what was read before is then as good as it was
   */
  Plan load() throws SQLException {
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
              : new Plan(version, asOf, contents(asOf.atOffset(ZoneOffset.UTC)));
      connection.commit();
      known = plan;
      return plan;
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and the transaction with it
    }
  }

  private PlanContents contents(OffsetDateTime asOf) throws SQLException {
    entries = entries(phases(asOf));
    return new PlanContents(
        keys("select key from splitplot.unit_type"),
        keys("select key from splitplot.experiment"),
        PlanContents.byKey(entries.values()),
        forcedVariants(asOf),
        parameters(asOf),
        attributeTypes(),
        layers.count());
  }

  private Integer[] phases(OffsetDateTime asOf) throws SQLException {
    try (var statement = connection.prepareStatement(PHASES)) {
      statement.setObject(1, asOf);
      try (var row = statement.executeQuery()) {
        row.next();
        return (Integer[]) row.getArray(1).getArray();
      }
    }
  }

  /** The entries of phases; only those that are not known are read. */
  private Map<Integer, PlanEntry> entries(Integer[] phases) throws SQLException {
    var inForce = new HashMap<Integer, PlanEntry>();
    var unknown = new ArrayList<Integer>();
    for (var phase : phases) {
      var entry = entries.get(phase);
      if (entry == null) {
        unknown.add(phase);
      } else {
        inForce.put(phase, entry);
      }
    }
    if (!unknown.isEmpty()) {
      read(unknown.toArray(Integer[]::new)).forEach(entry -> inForce.put(entry.phaseId(), entry));
    }
    return inForce;
  }

  private List<PlanEntry> read(Integer[] phases) throws SQLException {
    var reader = new PlanEntryReader(layers);
    var read = new ArrayList<PlanEntry>();
    try (var statement = connection.prepareStatement(ENTRIES)) {
      statement.setObject(1, phases);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          read.add(reader.read(row.getString("document")));
        }
      }
    }
    return read;
  }

  private Map<String, Map<String, Integer>> forcedVariants(OffsetDateTime asOf)
      throws SQLException {
    var forced = new HashMap<String, Map<String, Integer>>();
    try (var statement = connection.prepareStatement(FORCED_VARIANTS)) {
      statement.setObject(1, asOf);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          forced
              .computeIfAbsent(row.getString("experiment"), _ -> new HashMap<>())
              .put(row.getString("unit_id"), row.getInt("variant_id"));
        }
      }
    }
    return forced;
  }

  private SortedMap<String, List<String>> parameters(OffsetDateTime asOf) throws SQLException {
    var parameters = new TreeMap<String, List<String>>();
    try (var statement = connection.prepareStatement(PARAMETERS)) {
      statement.setObject(1, asOf);
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

  private AttributeTypes attributeTypes() throws SQLException {
    var types = new HashMap<String, String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select name, type from splitplot.attribute")) {
      while (row.next()) {
        types.put(row.getString("name"), row.getString("type"));
      }
    }
    return new AttributeTypes(types);
  }

  private Set<String> keys(String query) throws SQLException {
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
