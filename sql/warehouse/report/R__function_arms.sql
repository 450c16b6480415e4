-- arms(experiment_id, batch, is_capped, level): mean, variance and covariance of each metric by phase and variant, from
-- exact sums.

create or replace function report.arms(
  experiment_id integer, batch etl.batch, is_capped boolean default true, level float8 default 0.95)
  returns setof report.arm
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  select a.*
  from report.metric_sums(arms.experiment_id, batch, is_capped) s
  join splitplot.variant v on v.variant_id = s.variant_id
  cross join lateral report.arm_of(
    s.metric_id, s.phase_id, s.variant_id, v.is_control, s.kind,
    s.n, s.y, s.yy, s.x, s.xx, s.xy, s.z, s.zz, s.yz, s.xz, s.cubes) a
  union all
  select q.* from report.quantile_arms(arms.experiment_id, batch, level) q where is_capped;
end
$$;

comment on function report.arms(integer, etl.batch, boolean, float8) is
  'Per metric, phase and variant with units: n, sums, mean (or ratio, or quantile) and n times its squared standard error '
  '(null below 2 units), mean of the covariate x, and centred sums of squares and products. Without is_capped only '
  'metrics with a cap, without it. level: of the spacing that a quantile''s standard error is taken from.';

grant execute on function report.arms(integer, etl.batch, boolean, float8) to splitplot_analyst, splitplot_reporter;
