package io.splitplot.api.assignment;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Layers and experiments of a test; each method is one transaction, as an editor's request is. */
final class TestConfiguration implements AutoCloseable {
  private final Connection connection;
  private final String salt;

  /**
   * A configuration with nothing in it yet.
   *
   * @param salt part of all salts, so that a test decides the same each time it runs
   */
  TestConfiguration(DataSource primary, String salt) throws SQLException {
    this.connection = primary.getConnection();
    this.salt = salt;
    connection.setAutoCommit(false);
  }

  /** A layer of the root domain, with one parameter that has the layer's key as its name. */
  void layer(String key, String unitType) throws SQLException {
    run(
        """
        with made as (
          insert into splitplot.layer (domain_id, unit_type_id, key, salt)
          select d.domain_id, d.unit_type_id, ?, ?
          from splitplot.domain d
          join splitplot.unit_type ut using (unit_type_id)
          where ut.key = ? and d.key = 'root'
          returning *
        )
        insert into splitplot.layer_parameter (domain_id, name, layer_id)
        select domain_id, key, layer_id from made
        """,
        key,
        salt + key,
        unitType);
  }

  /** A draft with variants v1 (the control), v2, ...; each sets the layer's parameter. */
  void draft(String key, String layer, int trafficPpm, int[] weights, @Nullable String targeting)
      throws SQLException {
    execute(
        """
        insert into splitplot.experiment (key, unit_type_id, layer_id, salt, method)
        select ?, l.unit_type_id, l.layer_id, ?, '{}' from splitplot.layer l where l.key = ?
        """,
        key,
        salt + key,
        layer);
    execute(
        """
        insert into splitplot.variant (experiment_id, key, position, is_control)
        select e.experiment_id, 'v' || place, place, place = 1
        from splitplot.experiment e
        cross join generate_series(1, ?) as place
        where e.key = ?
        """,
        weights.length,
        key);
    phase(key, 1, trafficPpm, weights, targeting);
    connection.commit();
  }

  void start(String key) throws SQLException {
    run("select splitplot.start_experiment(?)", key);
  }

  void stop(String key) throws SQLException {
    run("select splitplot.stop_experiment(?)", key);
  }

  /**
   * Ends the phase in force and begins the next. More traffic is added to what the experiment owns;
   * for less, it gives up its highest buckets.
   */
  void nextPhase(String key, int number, int trafficPpm, int[] weights, @Nullable String targeting)
      throws SQLException {
    try {
      phase(key, number, trafficPpm, weights, targeting);
      execute(
          """
          update splitplot.phase p
          set valid = tstzrange(lower(p.valid), splitplot.configuration_instant())
          from splitplot.experiment e
          where e.key = ? and p.experiment_id = e.experiment_id and p.number = ?
          """,
          key,
          number - 1);
      execute(
          """
          with owned as (
            update splitplot.allocation a
            set valid = tstzrange(lower(a.valid), splitplot.configuration_instant())
            from splitplot.experiment e
            where e.key = ? and a.experiment_id = e.experiment_id and upper_inf(a.valid)
            returning a.*
          ),
          summed as (
            select
              o.*,
              (sum(upper(o.buckets) - lower(o.buckets)) over (order by lower(o.buckets)))
                - (upper(o.buckets) - lower(o.buckets)) as lower_count
            from owned o
          )
          insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, valid)
          select
            layer_id,
            int4range(
              lower(buckets),
              least(upper(buckets)::bigint, lower(buckets) + ? - lower_count)::integer),
            owner_kind,
            experiment_id,
            tstzrange(upper(valid), null)
          from summed
          where lower_count < ?
          """,
          key,
          trafficPpm,
          trafficPpm);
      execute(
          """
          select splitplot.allocate_buckets(e.experiment_id, (? - owned.size)::integer)
          from splitplot.experiment e
          cross join lateral (
            select coalesce(sum(upper(a.buckets) - lower(a.buckets)), 0) as size
            from splitplot.allocation a
            where a.experiment_id = e.experiment_id and upper_inf(a.valid)
          ) owned
          where e.key = ? and owned.size < ?
          """,
          trafficPpm,
          key,
          trafficPpm);
      execute(
          """
          update splitplot.phase p
          set valid = tstzrange(splitplot.configuration_instant(), null)
          from splitplot.experiment e
          where e.key = ? and p.experiment_id = e.experiment_id and p.number = ?
          """,
          key,
          number);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void phase(
      String key, int number, int trafficPpm, int[] weights, @Nullable String targeting)
      throws SQLException {
    execute(
        """
        with made as (
          insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
          select e.experiment_id, ?, ?, ?::jsonb from splitplot.experiment e where e.key = ?
          returning *
        )
        insert into splitplot.phase_variant
          (phase_id, variant_id, experiment_id, weight_ppm, parameters)
        select
          made.phase_id,
          v.variant_id,
          v.experiment_id,
          (?::int[])[v.position],
          jsonb_build_object(l.key, jsonb_build_array(v.key, made.number, 0.50))
        from made
        join splitplot.experiment e using (experiment_id)
        join splitplot.layer l using (layer_id)
        join splitplot.variant v using (experiment_id)
        """,
        number,
        trafficPpm,
        targeting,
        key,
        weights);
  }

  private void run(String sql, Object... parameters) throws SQLException {
    try {
      execute(sql, parameters);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void execute(String sql, @Nullable Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
