-- unit_values_at(experiment_id, metric_id, batch): how many units have which values of a metric, by phase, variant and
-- day of first exposure, as known at the batch.
--
-- For what sums cannot tell: quantiles, and caps at a quantile. The newest batch is what the rollups hold; for an earlier
-- one the same is computed from the facts. Units without a row have zeros, and are counted as such; but of a quantile
-- only those units that have a value are there.
--
-- Runs as its owner, as rollup.moments_at() does, and for the same reason: it tells values, and never whose they are.

create or replace function rollup.unit_values_at(experiment_id integer, metric_id integer, batch etl.batch)
  returns table (
    phase_id integer, variant_id integer, day date, value numeric, second numeric, covariate numeric, units bigint)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  is_stored constant boolean := rollup.is_stored(unit_values_at.experiment_id, batch.batch_id);
begin
  return query
  with known as (
    select b as batch, m.kind
    from etl.batch b
    join rollup.measured m on m.after_batch_id < b.batch_id
    where b.batch_id = batch.batch_id
      and m.experiment_id = unit_values_at.experiment_id and m.metric_id = unit_values_at.metric_id
  ),
  found as materialized (
    select u.phase_id, u.variant_id, u.day, u.value, u.second, u.covariate, count(*) as units
    from (
      select r.phase_id, r.variant_id, r.day, r.value, r.second, r.covariate
      from known k
      join rollup.unit_metric r
        on r.experiment_id = unit_values_at.experiment_id and r.metric_id = unit_values_at.metric_id
      where is_stored and (k.kind <> 'quantile' or r.second = 1)
      union all
      select f.phase_id, f.variant_id, f.day, f.value, f.second, f.covariate
      from known k
      cross join lateral rollup.unit_metrics_of(unit_values_at.experiment_id, k.batch) f
      where not is_stored and f.metric_id = unit_values_at.metric_id
        and (k.kind <> 'quantile' or f.second = 1)
    ) u
    group by u.phase_id, u.variant_id, u.day, u.value, u.second, u.covariate
  )
  select f.* from found f
  union all
  select t.phase_id, t.variant_id, t.day, 0, 0, 0, t.unit_count - coalesce(with_row.units, 0)
  from known k
  cross join lateral rollup.traffic_at(unit_values_at.experiment_id, k.batch) t
  left join (
    select f.phase_id, f.variant_id, f.day, sum(f.units)::bigint as units
    from found f
    group by f.phase_id, f.variant_id, f.day
  ) with_row on with_row.phase_id = t.phase_id and with_row.variant_id = t.variant_id and with_row.day = t.day
  where k.kind <> 'quantile' and t.unit_count > coalesce(with_row.units, 0);
end
$$;

comment on function rollup.unit_values_at(integer, integer, etl.batch) is
  'The different values, second numbers and covariates (see rollup.unit_metric) of a metric''s units, and how many units '
  'have them; zeros included, except for a quantile, which only has units with a value. No rows when the metric was not '
  'measured yet.';

grant execute on function rollup.unit_values_at(integer, integer, etl.batch) to splitplot_analyst, splitplot_reporter;
