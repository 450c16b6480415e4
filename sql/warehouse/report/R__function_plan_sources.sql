-- plan_sources(experiment, batch): where each metric of an experiment has its history: the experiment to read it from.
--
-- That is the experiment itself as soon as 100 units of its control are ripe; else, of those on the same unit type with
-- as many that have a metric of that key, kind and currency, one with the same version of it, and the newest of these.

create or replace function report.plan_sources(experiment splitplot.experiment, batch etl.batch)
  returns table (
    metric_id integer, source_id integer, source_metric_id integer, control_id integer, exposed_units bigint)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select distinct on (em.metric_id)
    em.metric_id, e.experiment_id, past.metric_id, v.variant_id, ripe.units
  from splitplot.experiment_metric em
  join splitplot.metric planned on planned.metric_id = em.metric_id
  join splitplot.metric past
    on past.key = planned.key and past.kind = planned.kind and past.currency is not distinct from planned.currency
  join rollup.measured m on m.metric_id = past.metric_id and m.after_batch_id < batch.batch_id
  join splitplot.experiment e on e.experiment_id = m.experiment_id and e.unit_type_id = experiment.unit_type_id
  join splitplot.variant v on v.experiment_id = e.experiment_id and v.is_control
  cross join lateral (
    select coalesce(sum(t.unit_count), 0)::bigint as units
    from rollup.traffic t
    where t.experiment_id = e.experiment_id and t.variant_id = v.variant_id
      and t.day < rollup.ripe_before(m, batch.visible_at)) ripe
  where em.experiment_id = experiment.experiment_id and ripe.units >= 100
  order by
    em.metric_id, e.experiment_id = em.experiment_id desc, past.metric_id = em.metric_id desc,
    e.started_at desc nulls last, e.experiment_id desc
$$;

comment on function report.plan_sources(splitplot.experiment, etl.batch) is
  'Of each metric the experiment and the version of the metric that its history is read from, the control there, and the '
  'control''s exposed units that are ripe. Metrics without history have no row.';

grant execute on function report.plan_sources(splitplot.experiment, etl.batch) to splitplot_analyst, splitplot_reporter;
