-- comparisons(arms, level): the difference and the lift of each treatment to the control, for each
-- metric.
--
-- Phases are compared within themselves and then combined, because the pooled means of phases with
-- different weights mix the phases' levels into the difference. The means behind the lift are weighted
-- like the differences, so that they differ by the difference. With one phase all of it is Welch's
-- comparison exactly.

create or replace function report.comparisons(arms report.arm[], level float8)
  returns table (
    metric_id integer, variant_id integer, phases_used integer,
    difference float8, standard_error float8, degrees_of_freedom float8, statistic float8, p_value float8,
    log_p_value float8, interval_low float8, interval_high float8, heterogeneity_p_value float8, state text,
    lift float8, lift_low float8, lift_high float8, lift_method text, lift_state text,
    control_units bigint, treatment_units bigint, effective_units float8, smallest_sum numeric)
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  with collected as (
    select
      p.metric_id, p.variant_id,
      array_agg((p.control).n order by p.phase_id) as n_c,
      array_agg((p.control).mean order by p.phase_id) as mean_c,
      array_agg((p.control).variance order by p.phase_id) as variance_c,
      array_agg((p.treatment).n order by p.phase_id) as n_t,
      array_agg((p.treatment).mean order by p.phase_id) as mean_t,
      array_agg((p.treatment).variance order by p.phase_id) as variance_t,
      sum((p.control).n)::bigint as units_c,
      sum((p.treatment).n)::bigint as units_t,
      sum((p.control).n::numeric * (p.treatment).n / ((p.control).n + (p.treatment).n))::float8 as effective_units,
      least(sum((p.control).sum_y), sum((p.treatment).sum_y)) as smallest_sum,
      sum(p.weight * (p.control).mean order by p.phase_id) as weighted_mean_c,
      sum(p.weight * (p.treatment).mean order by p.phase_id) as weighted_mean_t,
      sum(p.weight * p.weight * (p.control).variance / (p.control).n order by p.phase_id) as variance_of_mean_c,
      sum(p.weight * p.weight * (p.treatment).variance / (p.treatment).n order by p.phase_id) as variance_of_mean_t
    from report.pairs(arms) p
    group by p.metric_id, p.variant_id
  )
  select
    c.metric_id, c.variant_id, s.phases_used,
    s.difference, s.standard_error, s.degrees_of_freedom, s.statistic, s.p_value,
    s.log_p_value, s.interval_low, s.interval_high, s.heterogeneity_p_value, s.state,
    l.lift,
    case when l.state = 'interval' then l.lift_low end,
    case when l.state = 'interval' then l.lift_high end,
    l.method, l.state,
    c.units_c, c.units_t, c.effective_units, c.smallest_sum
  from collected c
  cross join lateral stats.stratified(
    c.n_c, c.mean_c, c.variance_c, c.n_t, c.mean_t, c.variance_t, comparisons.level) s
  cross join lateral stats.lift(
    c.units_c, c.weighted_mean_c, c.variance_of_mean_c * c.units_c,
    c.units_t, c.weighted_mean_t, c.variance_of_mean_t * c.units_t, comparisons.level) l
$$;

comment on function report.comparisons(report.arm[], float8) is
  'Treatment minus control over phases, with test, interval and lift. Lift ends are null unless they '
  'bound an interval (lift_state). Units are those of phases used; effective_units: n_c n_t / (n_c + n_t), summed over '
  'them; smallest_sum: the smaller of the arms'' sums of values. Pairs without 2 units each in any phase have no row.';

grant execute on function report.comparisons(report.arm[], float8) to splitplot_analyst, splitplot_reporter;
