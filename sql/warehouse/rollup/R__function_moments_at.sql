-- moments_at(experiment_id, batch): the sums of an experiment's metrics by phase, variant and day of first
-- exposure, as known at the batch.
--
-- The newest batch is what the rollups hold, see rollup.is_stored(); for an earlier one the same is computed from the facts.
-- Both are exact, so they are equal. A metric, phase, variant and day whose sums are all
-- 0 may have no row.
--
-- Runs as its owner, because those who may see sums may not see units; of the batch only its number counts then, so
-- that nobody can ask for what a single fact has added.

create or replace function rollup.moments_at(experiment_id integer, batch etl.batch)
  returns table (
    metric_id integer, phase_id integer, variant_id integer,
    sum_y numeric, sum_yy numeric, sum_x numeric, sum_xx numeric, sum_xy numeric,
    day date, sum_z numeric, sum_zz numeric, sum_yz numeric, sum_xz numeric, sum_cubes numeric)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if rollup.is_stored(moments_at.experiment_id, batch.batch_id) then
    return query
    select
      m.metric_id, m.phase_id, m.variant_id, m.sum_y, m.sum_yy, m.sum_x, m.sum_xx, m.sum_xy,
      m.day, m.sum_z, m.sum_zz, m.sum_yz, m.sum_xz, m.sum_cubes
    from rollup.moments m
    where m.experiment_id = moments_at.experiment_id;
  else
    return query
    select
      u.metric_id, u.phase_id, u.variant_id,
      sum(u.value), sum(u.value * u.value), sum(u.covariate), sum(u.covariate * u.covariate), sum(u.value * u.covariate),
      u.day, sum(u.second), sum(u.second * u.second), sum(u.value * u.second), sum(u.covariate * u.second),
      sum(c.analysed * c.analysed * c.analysed)
    from (select b from etl.batch b where b.batch_id = batch.batch_id) known
    cross join lateral rollup.unit_metrics_of(moments_at.experiment_id, known.b) u
    join rollup.measured m on m.experiment_id = moments_at.experiment_id and m.metric_id = u.metric_id
    cross join lateral (select case when m.cap is null then u.value else u.second end) c(analysed)
    group by u.metric_id, u.phase_id, u.variant_id, u.day;
  end if;
end
$$;

comment on function rollup.moments_at(integer, etl.batch) is
  'Exact sums over exposed units of value y, covariate x and second number z, and the cubes of the value as '
  'analysed, a row a day of first exposure; rollup.traffic_at() says how many units there are.';

grant execute on function rollup.moments_at(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
