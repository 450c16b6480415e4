package io.splitplot.api.assignment;

import io.splitplot.testing.TestDatabase;

/** A primary with many experiments in force, for benchmarks. */
public final class ManyExperiments {
  private ManyExperiments() {}

  /**
   * Starts experiments on users, each with two variants and a condition, that fill their layers.
   *
   * @param primary a database without any
   */
  public static void start(TestDatabase primary, int layers, int experiments) {
    primary.run(
        """
        insert into splitplot.layer (domain_id, unit_type_id, key)
        select d.domain_id, d.unit_type_id, 'layer-' || i
        from splitplot.domain d
        join splitplot.unit_type ut using (unit_type_id)
        cross join generate_series(0, %1$d - 1) i
        where d.key = 'root' and ut.key = 'user';
        insert into splitplot.layer_parameter (domain_id, name, layer_id)
        select l.domain_id, l.key, l.layer_id from splitplot.layer l;
        insert into splitplot.experiment (key, unit_type_id, layer_id, method)
        select 'experiment-' || i, l.unit_type_id, l.layer_id, '{"kind": "fixed_horizon"}'
        from generate_series(0, %2$d - 1) i
        join splitplot.layer l on l.key = 'layer-' || i %% %1$d;
        insert into splitplot.variant (experiment_id, key, position, is_control)
        select e.experiment_id, v.key, v.position, v.position = 1
        from splitplot.experiment e, (values ('control', 1), ('treatment', 2)) as v(key, position);
        insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
        select e.experiment_id, 1, 1000000 * %1$d / %2$d,
          '{"country": {"$in": ["DE", "FR", "NL"]}, "age": {"$gte": 18}}'
        from splitplot.experiment e;
        insert into splitplot.phase_variant
          (phase_id, variant_id, experiment_id, weight_ppm, parameters)
        select p.phase_id, v.variant_id, v.experiment_id, 500000, jsonb_build_object(l.key, v.key)
        from splitplot.phase p
        join splitplot.experiment e using (experiment_id)
        join splitplot.layer l using (layer_id)
        join splitplot.variant v using (experiment_id);
        select count(splitplot.start_experiment(e.key)::text) from splitplot.experiment e
        """
            .formatted(layers, experiments));
    primary.run("analyze");
  }
}
