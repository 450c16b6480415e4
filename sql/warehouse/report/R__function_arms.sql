-- arms(experiment_id, batch, is_capped, level): mean, variance and covariance of each metric by phase and variant, from
-- exact sums.
--
-- Everything is computed in numeric and rounded once, when it becomes float8: the formula n sum(y^2) - sum(y)^2, ruinous
-- in float8, is exact here. Division of numerics keeps at least 16 significant digits.
--
-- A ratio R = sum(y) / sum(z) behaves like the mean of R + (y - R z) / mean(z) over units, by the delta method (Deng,
-- Knoblich, Lu 2018); so its arm has the variance and the covariance of that.

create or replace function report.arms(
  experiment_id integer, batch etl.batch, is_capped boolean default true, level float8 default 0.95)
  returns setof report.arm
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with sums as (
    select
      s.*, v.is_control,
      -- n times the centred sums
      s.n * s.yy - s.y * s.y as syy, s.n * s.xx - s.x * s.x as sxx, s.n * s.xy - s.x * s.y as sxy,
      s.n * s.zz - s.z * s.z as szz, s.n * s.yz - s.y * s.z as syz, s.n * s.xz - s.x * s.z as sxz
    from report.metric_sums(arms.experiment_id, batch, is_capped) s
    join splitplot.variant v on v.variant_id = s.variant_id
  ),
  linear as (
    select
      s.metric_id, s.phase_id, s.variant_id, s.is_control, s.n, s.y, s.yy, s.x, s.sxx, s.z, s.zz, s.yz, s.cubes,
      case when s.kind = 'ratio' then s.y / nullif(s.z, 0) else s.y / s.n end as mean,
      -- over one denominator, so that nothing is rounded before it cancels
      case
        when s.kind = 'ratio'
          then (s.syy * s.z * s.z - 2 * s.y * s.z * s.syz + s.y * s.y * s.szz) * s.n * s.n / nullif(s.z ^ 4, 0)
        else s.syy
      end as syy,
      case when s.kind = 'ratio' then (s.sxy * s.z - s.y * s.sxz) * s.n / nullif(s.z * s.z, 0) else s.sxy end as sxy
    from sums s
  )
  select
    l.metric_id, l.phase_id, l.variant_id, l.is_control, l.n, l.y, l.yy,
    l.mean::float8,
    (l.syy / nullif(l.n::numeric * (l.n - 1), 0))::float8,
    (l.syy / l.n)::float8,
    (l.x / l.n)::float8,
    (l.sxx / l.n)::float8,
    (l.sxy / l.n)::float8,
    l.z, l.zz, l.yz, l.cubes
  from linear l
  union all
  select q.* from report.quantile_arms(arms.experiment_id, batch, level) q where is_capped
$$;

comment on function report.arms(integer, etl.batch, boolean, float8) is
  'Per metric, phase and variant with units: n, sums, mean (or ratio, or quantile) and n times its squared standard error '
  '(null below 2 units), mean of the covariate x, and centred sums of squares and products. Without is_capped only '
  'metrics with a cap, without it. level: of the spacing that a quantile''s standard error is taken from.';

grant execute on function report.arms(integer, etl.batch, boolean, float8) to splitplot_analyst, splitplot_reporter;
