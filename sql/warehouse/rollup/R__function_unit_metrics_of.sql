-- unit_metrics_of(experiment_id, watermark): what rollup.unit_metric should hold for an experiment,
-- computed from facts.

create or replace function rollup.unit_metrics_of(experiment_id integer, watermark etl.batch)
  returns table (
    unit_no bigint, metric_id integer, phase_id integer, variant_id integer, value numeric, covariate numeric,
    second numeric, day date)
  language sql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
  with exposed as materialized (
    select f.* from rollup.first_exposures_of(unit_metrics_of.experiment_id, watermark) f
  ),
  asked as (
    select
      array_agg(unit_metrics_of.experiment_id) as experiment_ids,
      array_agg(e.unit_no) as unit_nos,
      array_agg(e.first_exposed_at) as first_exposed_ats
    from exposed e
  )
  select v.unit_no, v.metric_id, e.phase_id, e.variant_id, v.value, v.covariate, v.second,
    (e.first_exposed_at at time zone 'UTC')::date
  from asked a
  cross join lateral rollup.unit_values(a.experiment_ids, a.unit_nos, a.first_exposed_ats, watermark) v
  join exposed e on e.unit_no = v.unit_no
$$;

comment on function rollup.unit_metrics_of(integer, etl.batch) is
  'Value, covariate and second number of each unit and metric of the experiment as known at the watermark, with the day '
  'of the first exposure; three zeros have no row.';

grant execute on function rollup.unit_metrics_of(integer, etl.batch) to splitplot_analyst;
