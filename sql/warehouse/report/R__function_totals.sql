-- totals(arms): each metric and variant over all phases, and the moments of each phase.
--
-- All phases together describe a variant; differences are never made from them. Of a ratio the spread is that of what it
-- is linearised to, as in report.arms().

create or replace function report.totals(arms report.arm[])
  returns table (
    metric_id integer, variant_id integer, n bigint, mean float8, standard_deviation float8, skewness float8,
    moments jsonb)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with summed as (
    select
      a.metric_id, a.variant_id,
      sum(a.n) filter (where a.phase_id is not null) as n,
      sum(a.sum_y) as y, sum(a.sum_yy) as yy, sum(a.sum_cubes) as cubes,
      sum(a.sum_z) as z, sum(a.sum_zz) as zz, sum(a.sum_yz) as yz,
      max(a.mean) filter (where a.phase_id is null) as quantile,
      jsonb_agg(
        jsonb_build_object('phase', p.number, 'n', a.n, 'mean', a.mean, 'm2', a.syy)
          || case when a.sxx = 0 then '{}' else jsonb_build_object('mean_x', a.mean_x, 'm2_x', a.sxx, 'c', a.sxy) end
        order by p.number, a.phase_id) filter (where a.phase_id is not null) as moments
    from unnest(arms) a
    left join splitplot.phase p on p.phase_id = a.phase_id
    group by a.metric_id, a.variant_id
  )
  select
    s.metric_id, s.variant_id, s.n::bigint,
    coalesce(s.quantile, case when s.z = 0 then s.y / s.n else s.y / s.z end::float8),
    sqrt((case
      when s.z = 0 then c.syy
      else (c.syy * s.z * s.z - 2 * s.y * s.z * c.syz + s.y * s.y * c.szz) * s.n * s.n / s.z ^ 4
    end / nullif(s.n * (s.n - 1), 0))::float8),
    case
      when s.z = 0 and c.syy > 0
        then (s.n * s.n * s.cubes - 3 * s.n * s.y * s.yy + 2 * s.y * s.y * s.y)::float8 / c.syy::float8 ^ 1.5
    end,
    s.moments
  from summed s
  cross join lateral (
    select s.n * s.yy - s.y * s.y as syy, s.n * s.zz - s.z * s.z as szz, s.n * s.yz - s.y * s.z as syz) c
$$;

comment on function report.totals(report.arm[]) is
  'Units, mean (or ratio, or quantile), standard deviation and skewness over all phases; moments: array of phase, n, mean, '
  'm2 and, with a covariate, mean_x, m2_x, c. A quantile has no standard deviation, and only a mean has a skewness.';

grant execute on function report.totals(report.arm[]) to splitplot_analyst, splitplot_reporter;
