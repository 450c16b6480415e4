-- adjusted_comparisons(arms, level): the differences less what the covariate explains (CUPED).
--
-- One slope, that within phases and arms, and the same weights as the plain comparison; with one phase
-- it is stats.cuped.

create or replace function report.adjusted_comparisons(arms report.arm[], level float8)
  returns table (
    metric_id integer, variant_id integer, difference float8, standard_error float8, p_value float8,
    interval_low float8, interval_high float8, variance_ratio float8)
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with pair as materialized (
    select
      p.*,
      sum((p.control).sxy + (p.treatment).sxy) over all_phases
        / nullif(sum((p.control).sxx + (p.treatment).sxx) over all_phases, 0) as theta
    from report.pairs(arms) p
    window all_phases as (
      partition by p.metric_id, p.variant_id
      order by p.phase_id rows between unbounded preceding and unbounded following)
  ),
  within_phase as (
    select
      p.metric_id, p.variant_id, p.phase_id, p.weight, p.theta, a.difference, a.standard_error,
      -- a phase without any variance has no degrees of freedom of its own; it adds no error either
      coalesce(a.degrees_of_freedom, c.n + t.n - 2) as degrees_of_freedom,
      p.weight * p.weight * (c.variance / c.n + t.variance / t.n) as unadjusted_variance
    from pair p
    cross join lateral (select (p.control).*) c
    cross join lateral (select (p.treatment).*) t
    cross join lateral stats.cuped_at(
      p.theta, c.n, c.mean, c.mean_x, c.syy, c.sxx, c.sxy,
      t.n, t.mean, t.mean_x, t.syy, t.sxx, t.sxy, adjusted_comparisons.level) a
    where p.theta is not null
  ),
  collected as (
    select
      w.metric_id, w.variant_id,
      array_agg(w.difference order by w.phase_id) as differences,
      array_agg(w.standard_error order by w.phase_id) as standard_errors,
      array_agg(w.degrees_of_freedom order by w.phase_id) as degrees_of_freedom,
      array_agg(w.weight order by w.phase_id) as weights,
      sum(w.unadjusted_variance order by w.phase_id) as unadjusted_variance
    from within_phase w
    group by w.metric_id, w.variant_id
  )
  select
    c.metric_id, c.variant_id, a.difference, a.standard_error, a.p_value, a.interval_low, a.interval_high,
    stats.square(a.standard_error) / nullif(c.unadjusted_variance, 0)
  from collected c
  cross join lateral stats.combine(
    c.differences, c.standard_errors, c.degrees_of_freedom, c.weights, adjusted_comparisons.level) a;
end
$$;

comment on function report.adjusted_comparisons(report.arm[], float8) is
  'Covariate-adjusted treatment minus control; variance_ratio: its variance over the plain one''s. '
  'Metrics whose covariate is the same for all units, as when they have none, have no row.';

grant execute on function report.adjusted_comparisons(report.arm[], float8) to splitplot_analyst, splitplot_reporter;
