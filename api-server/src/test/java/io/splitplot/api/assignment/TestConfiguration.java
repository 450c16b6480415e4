package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The configuration of a test; each method is one transaction, as an editor's request is. */
final class TestConfiguration implements AutoCloseable {
  /** The domain that is there from the start, for users. */
  static final String ROOT = "root";

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

  /** A layer of the root domain. */
  void layer(String key, String unitType) throws SQLException {
    layer(key, ROOT, unitType);
  }

  /** A layer with one parameter, which has the layer's key as its name. */
  void layer(String key, String domain, String unitType) throws SQLException {
    run(
        """
        with made as (
          insert into splitplot.layer (domain_id, unit_type_id, key, salt)
          select d.domain_id, d.unit_type_id, ?, ?
          from splitplot.domain d
          join splitplot.unit_type ut using (unit_type_id)
          where ut.key = ? and d.key = ?
          returning *
        )
        insert into splitplot.layer_parameter (domain_id, name, layer_id)
        select domain_id, key, layer_id from made
        """,
        key,
        salt + key,
        unitType,
        domain);
  }

  void domain(String key, String layer, int trafficPpm) throws SQLException {
    run("select splitplot.create_domain(?, ?, ?)", key, layer, trafficPpm);
  }

  void holdout(String key, String layer, int trafficPpm) throws SQLException {
    run("select splitplot.create_holdout(?, ?, ?)", key, layer, trafficPpm);
  }

  void sharedControl(String key, String layer, int trafficPpm) throws SQLException {
    run("select splitplot.create_shared_control(?, ?, ?)", key, layer, trafficPpm);
  }

  /** Ends a domain, a shared control or a holdout. */
  void release(String kind, String key) throws SQLException {
    run("select splitplot.release_buckets(?, ?)", kind, key);
  }

  /** A draft without a shared control. */
  void draft(String key, String layer, int trafficPpm, int[] weights, @Nullable String targeting)
      throws SQLException {
    draft(key, layer, trafficPpm, weights, targeting, null);
  }

  /**
   * A draft with variants v1 (the control), v2, ...; each sets the layer's parameter, except a
   * control that is shared.
   */
  void draft(
      String key,
      String layer,
      int trafficPpm,
      int[] weights,
      @Nullable String targeting,
      @Nullable String sharedControl)
      throws SQLException {
    run(
        """
        with made as (
          insert into splitplot.experiment
            (key, unit_type_id, layer_id, salt, method, shared_control_id)
          select ?, l.unit_type_id, l.layer_id, ?, '{}', sc.shared_control_id
          from splitplot.layer l
          left join splitplot.shared_control sc on sc.key = ?
          where l.key = ?
          returning *
        ),
        variant as (
          insert into splitplot.variant (experiment_id, key, position, is_control)
          select made.experiment_id, 'v' || place, place, place = 1
          from made
          cross join generate_series(1, ?) as place
          returning *
        ),
        phase as (
          insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
          select experiment_id, 1, ?, ?::jsonb from made
          returning *
        )
        insert into splitplot.phase_variant
          (phase_id, variant_id, experiment_id, weight_ppm, parameters)
        select
          phase.phase_id,
          v.variant_id,
          made.experiment_id,
          (?::int[])[v.position],
          case
            when v.is_control and made.shared_control_id is not null then '{}'
            else jsonb_build_object(l.key, jsonb_build_array(v.key, 0.50))
          end
        from made
        join splitplot.layer l using (layer_id)
        cross join phase
        cross join variant v
        """,
        key,
        salt + key,
        sharedControl,
        layer,
        weights.length,
        trafficPpm,
        targeting,
        weights);
  }

  void start(String key) throws SQLException {
    run("select splitplot.start_experiment(?)", key);
  }

  /** Pauses; what is shown meanwhile is "control" or "variant". */
  void pause(String key, String shows) throws SQLException {
    run("select splitplot.pause_experiment(?, ?)", key, shows);
  }

  void resume(String key) throws SQLException {
    run("select splitplot.resume_experiment(?)", key);
  }

  void stop(String key) throws SQLException {
    run("select splitplot.stop_experiment(?)", key);
  }

  /** Concludes with a variant that is rolled out. */
  void launch(String key, String variant, int trafficPpm) throws SQLException {
    run(
        "select splitplot.conclude_experiment(?, 'ship', ?, ?, null, 'a test')",
        key,
        variant,
        trafficPpm);
  }

  void archive(String key) throws SQLException {
    run("select splitplot.archive_experiment(?)", key);
  }

  void traffic(String key, int trafficPpm) throws SQLException {
    change(key, Json.object().put("traffic_ppm", trafficPpm));
  }

  void targeting(String key, @Nullable String targeting) throws SQLException {
    change(key, Json.object().set("targeting", targeting == null ? null : Json.parse(targeting)));
  }

  /** Other weights, and new parameters; the salt is "keep" or "new". */
  void weights(String key, int[] weights, String salt) throws SQLException {
    var change = Json.object().put("salt", salt);
    var variants = change.putArray("variants");
    for (var i = 0; i < weights.length; i++) {
      variants.addObject().put("key", "v" + (i + 1)).put("weight_ppm", weights[i]);
    }
    change(key, change);
  }

  private void change(String key, ObjectNode change) throws SQLException {
    run("select splitplot.change_experiment(?, ?::jsonb)", key, Json.write(change));
  }

  void force(String key, String unitId, String variant) throws SQLException {
    run(
        """
        insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
        select v.experiment_id, ?, v.variant_id, tstzrange(splitplot.configuration_instant(), null)
        from splitplot.variant v
        join splitplot.experiment e using (experiment_id)
        where e.key = ? and v.key = ?
        """,
        unitId,
        key,
        variant);
  }

  void unforce(String key, String unitId) throws SQLException {
    run(
        """
        update splitplot.forced_variant f
        set valid = tstzrange(lower(f.valid), splitplot.configuration_instant())
        from splitplot.experiment e
        where e.key = ? and f.experiment_id = e.experiment_id and f.unit_id = ?
          and upper_inf(f.valid)
        """,
        key,
        unitId);
  }

  /** A segment, or another meaning of it. */
  void segment(String key, String condition) throws SQLException {
    run(
        """
        insert into splitplot.segment (key) values (?) on conflict do nothing
        """,
        key);
    run(
        """
        with instant as materialized (select splitplot.configuration_instant() as at),
        closed as (
          update splitplot.segment_condition c
          set valid = tstzrange(lower(c.valid), instant.at)
          from splitplot.segment s, instant
          where s.key = ? and c.segment_id = s.segment_id and upper_inf(c.valid)
          returning 1
        )
        insert into splitplot.segment_condition (segment_id, condition, valid)
        select s.segment_id, ?::jsonb, tstzrange(instant.at, null)
        from splitplot.segment s
        cross join instant
        where s.key = ? and (select count(*) from closed) >= 0
        """,
        key,
        condition,
        key);
  }

  private void run(String sql, @Nullable Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
