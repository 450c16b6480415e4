-- metric_sums(experiment_id, batch, is_capped, by_day): exact sums of each metric by phase and variant, over its ripe units.
--
-- Sums of the value y as it is analysed, the covariate x and the denominator z of a ratio (else 0). Where a cap is a
-- quantile, what capping does depends on all values, so these are added up here. Quantiles have no sums.

create or replace function report.metric_sums(
  experiment_id integer, batch etl.batch, is_capped boolean default true, by_day boolean default false)
  returns table (
    metric_id integer, kind text, phase_id integer, variant_id integer, day date, n bigint,
    y numeric, yy numeric, x numeric, xx numeric, xy numeric, z numeric, zz numeric, yz numeric, xz numeric,
    cubes numeric)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with metric as materialized (
    select
      m, m.metric_id, m.kind, rollup.ripe_before(m, batch.visible_at) as ripe_before,
      is_capped and m.cap is not null as has_cap,
      is_capped and m.cap_quantile is not null as has_cap_quantile
    from rollup.measured m
    where m.experiment_id = metric_sums.experiment_id and m.after_batch_id < batch.batch_id and m.kind <> 'quantile'
      and (is_capped or m.cap is not null or m.cap_quantile is not null)
  ),
  traffic as materialized (
    select t.* from rollup.traffic_at(metric_sums.experiment_id, batch) t
  ),
  summed as (
    select
      o.metric_id, o.phase_id, o.variant_id, case when by_day then o.day end as day,
      sum(case when m.has_cap then o.sum_z else o.sum_y end) as y,
      sum(case when m.has_cap then o.sum_zz else o.sum_yy end) as yy,
      sum(o.sum_x) as x,
      sum(o.sum_xx) as xx,
      sum(case when m.has_cap then o.sum_xz else o.sum_xy end) as xy,
      sum(o.sum_z) filter (where m.kind = 'ratio') as z,
      sum(o.sum_zz) filter (where m.kind = 'ratio') as zz,
      sum(o.sum_yz) filter (where m.kind = 'ratio') as yz,
      sum(o.sum_xz) filter (where m.kind = 'ratio') as xz,
      sum(o.sum_cubes) filter (where m.has_cap = ((m.m).cap is not null)) as cubes
    from rollup.moments_at(metric_sums.experiment_id, batch) o
    join metric m on m.metric_id = o.metric_id and not m.has_cap_quantile and o.day < m.ripe_before
    group by 1, 2, 3, 4
    union all
    select
      m.metric_id, v.phase_id, v.variant_id, case when by_day then v.day end,
      sum(v.units * c.y), sum(v.units * c.y * c.y),
      sum(v.units * v.covariate), sum(v.units * v.covariate * v.covariate), sum(v.units * c.y * v.covariate),
      null, null, null, null,
      sum(v.units * c.y * c.y * c.y)
    from metric m
    cross join lateral report.cap_at(metric_sums.experiment_id, m.m, batch) cap
    cross join lateral rollup.unit_values_at(metric_sums.experiment_id, m.metric_id, batch) v
    cross join lateral (select least(v.value, cap)) c(y)
    where m.has_cap_quantile and v.day < m.ripe_before
    group by 1, 2, 3, 4
  ),
  counted as (
    select
      m.metric_id, m.kind, t.phase_id, t.variant_id, case when by_day then t.day end as day,
      sum(t.unit_count)::bigint as n
    from metric m
    join traffic t on t.day < m.ripe_before
    group by 1, 2, 3, 4, 5
  )
  select
    c.metric_id, c.kind, c.phase_id, c.variant_id, c.day, c.n,
    coalesce(s.y, 0), coalesce(s.yy, 0), coalesce(s.x, 0), coalesce(s.xx, 0), coalesce(s.xy, 0),
    coalesce(s.z, 0), coalesce(s.zz, 0), coalesce(s.yz, 0), coalesce(s.xz, 0), s.cubes
  from counted c
  left join summed s
    on s.metric_id = c.metric_id and s.phase_id = c.phase_id and s.variant_id = c.variant_id
    and s.day is not distinct from c.day;
end
$$;

comment on function report.metric_sums(integer, etl.batch, boolean, boolean) is
  'Units n and sums of value y, covariate x, denominator z and cubes of y, of each metric but quantiles. Without is_capped '
  'only metrics with a cap, without it, and no cubes. by_day: of each day of first exposure; else day is null.';

grant execute on function report.metric_sums(integer, etl.batch, boolean, boolean) to splitplot_analyst, splitplot_reporter;
