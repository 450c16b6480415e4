-- arms(experiment_id, batch): mean, variance and covariance of each metric by phase and variant, from
-- exact sums.
--
-- Everything is computed in numeric and rounded once, when it becomes float8: the formula n sum(y^2) -
-- sum(y)^2, ruinous in float8, is exact here. Division of numerics keeps at least 16 significant digits.
--
-- Ratios and quantiles are no means of one number a unit, and are left out.

create or replace function report.arms(experiment_id integer, batch etl.batch)
  returns setof report.arm
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with sums as (
    select
      m.metric_id, t.phase_id, t.variant_id, v.is_control, sum(t.unit_count)::bigint as n,
      coalesce(sum(case when m.cap is null then o.sum_y else o.sum_z end), 0) as y,
      coalesce(sum(case when m.cap is null then o.sum_yy else o.sum_zz end), 0) as yy,
      coalesce(sum(o.sum_x), 0) as x,
      coalesce(sum(o.sum_xx), 0) as xx,
      coalesce(sum(case when m.cap is null then o.sum_xy else o.sum_xz end), 0) as xy
    from rollup.traffic_at(arms.experiment_id, batch) t
    join splitplot.variant v on v.variant_id = t.variant_id
    join rollup.measured m
      on m.experiment_id = arms.experiment_id and m.after_batch_id < batch.batch_id
      and m.kind not in ('ratio', 'quantile') and t.day < rollup.ripe_before(m, batch.visible_at)
    left join rollup.moments_at(arms.experiment_id, batch) o
      on o.metric_id = m.metric_id and o.phase_id = t.phase_id and o.variant_id = t.variant_id and o.day = t.day
    group by m.metric_id, t.phase_id, t.variant_id, v.is_control
  )
  select
    s.metric_id, s.phase_id, s.variant_id, s.is_control, s.n, s.y, s.yy,
    (s.y / s.n)::float8,
    ((s.n * s.yy - s.y * s.y) / nullif(s.n::numeric * (s.n - 1), 0))::float8,
    ((s.n * s.yy - s.y * s.y) / s.n)::float8,
    (s.x / s.n)::float8,
    ((s.n * s.xx - s.x * s.x) / s.n)::float8,
    ((s.n * s.xy - s.x * s.y) / s.n)::float8
  from sums s
$$;

comment on function report.arms(integer, etl.batch) is
  'Per metric, phase and variant with units: n, sums, mean and n-1 variance of the value y (null below 2 '
  'units), mean of the covariate x, and centred sums of squares and products.';

grant execute on function report.arms(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
