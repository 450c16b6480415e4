package io.splitplot.api;

import static io.splitplot.api.TestApi.value;

import io.splitplot.api.TestApi.Answer;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/**
 * A running experiment with the guardrail {@code latency}, and a warehouse that learns of it what a
 * test says.
 *
 * <p>Time goes by when a test says so, as the beginning of the ramp's step is put back. Meanwhile
 * the test has the lock of the workers, so that none of them looks at half of a change.
 */
final class RampedExperiment {
  /** What the warehouse copies of the configuration. */
  private static final List<String> COPIED =
      List.of(
          "unit_type",
          "experiment",
          "variant",
          "phase",
          "phase_variant",
          "phase_plan",
          "metric",
          "experiment_metric");

  private final TestApi api;
  private final String key;
  private int units;

  RampedExperiment(TestApi api, String key, String traffic) {
    this.api = api;
    this.key = key;
    var layer = "layer-of-" + key;
    api.layer(layer, "user", "'button-%s'".formatted(key));
    var metric =
        "{'key':'latency-%s','kind':'mean','event':'latency','direction':'decrease'}"
            .formatted(key);
    api.post("/v1/metrics", "editor", metric);
    api.experiment(
        key,
        layer,
        """
        'traffic':%2$s,'metrics':[{'metric':'latency-%1$s','role':'guardrail'}],'variants':[
          {'key':'control','weight':0.5,'control':true,'parameters':{'button-%1$s':'blue'}},
          {'key':'green','weight':0.5,'parameters':{'button-%1$s':'green'}}]
        """
            .formatted(key, traffic));
  }

  /** Steps of an hour each, in which something else may stand. */
  Answer plan(String more, String... shares) {
    var steps =
        List.of(shares).stream()
            .map(share -> "{'traffic':%s,'hold':'PT1H'%s}".formatted(share, more));
    return post("/ramp", "{'steps':[%s]}".formatted(String.join(",", steps.toList())));
  }

  /** Posts to a path of the experiment. */
  Answer post(String path, String body) {
    return api.post("/v1/experiments/" + key + path, "editor", body);
  }

  Answer ramp() {
    return api.get("/v1/experiments/" + key + "/ramp", "analyst");
  }

  /** State and step of the ramp, and the traffic in force. */
  String state() {
    return api.value(
        """
        select format('%%s %%s at %%s', r.state, r.step, p.traffic_ppm)
        from splitplot.experiment e
        join splitplot.ramp r using (experiment_id)
        cross join lateral splitplot.phase_in_force(e.experiment_id) p
        where e.key = '%s'
        order by r.ramp_id desc
        limit 1
        """
            .formatted(key));
  }

  /** What was done, in order. */
  String actions() {
    return api.value(
        """
        select string_agg(v.action || ' ' || v.to_step, ', ' order by v.ramp_event_id)
        from splitplot.ramp_event v
        join splitplot.experiment e using (experiment_id)
        where e.key = '%s'
        """
            .formatted(key));
  }

  String phases() {
    return api.value(
        """
        select count(*) from splitplot.phase p
        join splitplot.experiment e using (experiment_id)
        where e.key = '%s'
        """
            .formatted(key));
  }

  /** Why nothing happened at the last look. */
  String lastLook() {
    return ramp().json().path("last_look").path("why").asText();
  }

  /** What is done while no worker looks; when this returns, they look again. */
  void whileNobodyLooks(Runnable work) {
    try (var connection = api.primary().dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(hashtext('splitplot.ramp'))");
      work.run();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** So many hours go by. */
  void pass(int hours) {
    api.primary()
        .run(
            """
            update splitplot.ramp r
            set step_began_at = r.step_began_at - %1$d * interval '1 hour'
            from splitplot.experiment e
            where e.experiment_id = r.experiment_id and e.key = '%2$s';
            update splitplot.ramp_look l
            set looked_at = l.looked_at - %1$d * interval '1 hour'
            from splitplot.ramp r
            join splitplot.experiment e using (experiment_id)
            where r.ramp_id = l.ramp_id and e.key = '%2$s';
            """
                .formatted(hours, key));
  }

  /** The feed brings units of both variants, and how slow each variant was. */
  void learn(int controlUnits, int greenUnits, int controlLatency, int greenLatency) {
    copyConfiguration();
    expose("control", controlUnits, controlLatency);
    expose("green", greenUnits, greenLatency);
    rollUp();
  }

  /** The data of the warehouse is older than it was. */
  void age(String interval) {
    api.warehouse()
        .run(
            "update etl.batch set visible_at = visible_at - interval '%s' where batch_id > 1"
                .formatted(interval));
  }

  private void copyConfiguration() {
    for (var table : COPIED) {
      var rows = api.value("select jsonb_agg(to_jsonb(t)) from splitplot.%s t".formatted(table));
      api.warehouse()
          .run(
              """
              delete from splitplot.%1$s;
              insert into splitplot.%1$s
              select * from jsonb_populate_recordset(null::splitplot.%1$s, $rows$%2$s$rows$);
              """
                  .formatted(table, rows));
    }
  }

  private void expose(String variant, int count, int latency) {
    var first = units + 1;
    units += count;
    api.warehouse()
        .run(
            """
            insert into splitplot.exposure
              (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
            select gen_random_uuid(), e.experiment_id, p.phase_id, v.variant_id, '%1$s ' || n,
              now() - interval '1 minute', now()
            from splitplot.experiment e
            join splitplot.variant v using (experiment_id)
            join splitplot.phase p using (experiment_id)
            cross join generate_series(%3$d, %4$d) n
            where e.key = '%1$s' and v.key = '%2$s' and upper_inf(p.valid) and not isempty(p.valid);
            insert into splitplot.event (id, units, name, value, occurred_at, received_at)
            select gen_random_uuid(), jsonb_build_object('user', '%1$s ' || n), 'latency',
              %5$d + n %% 7, now(), now()
            from generate_series(%3$d, %4$d) n;
            """
                .formatted(key, variant, first, units, latency));
  }

  private void rollUp() {
    TestDatabase warehouse = api.warehouse();
    while (value(warehouse, "select advanced from rollup.advance()").equals("t")) {
      // until all of it is in
    }
  }
}
