-- series(experiment, metric, batch): how the difference of a metric has come together, by days of first exposure.
--
-- Of each day two differences: that of all units exposed until then, whose interval may be looked at day by day (the mixing
-- variance is fixed for the planned units), and that of the day's own units, which shows a novelty that wears off. Both are
-- of what is known at the batch, so a unit's later outcome counts for its first day.
--
-- Days take the place of metrics in report.comparisons(), which compares each for itself.

create or replace function report.series(experiment splitplot.experiment, metric_id integer, batch etl.batch)
  returns table (
    day date, variant_id integer, new_units bigint, units bigint, difference float8, standard_error float8,
    interval_low float8, interval_high float8, day_difference float8, day_standard_error float8)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  level constant float8 := report.level(experiment);
  epoch constant date := '2000-01-01';
begin
  return query
  with cell as materialized (
    select s.*, v.is_control
    from report.metric_sums(experiment.experiment_id, batch, by_day => true) s
    join splitplot.variant v on v.variant_id = s.variant_id
    where s.metric_id = series.metric_id
  ),
  day as materialized (
    select distinct c.day from cell c
  ),
  arm as (
    select
      array_agg(a) filter (where k.is_cumulative) as cumulative,
      array_agg(a) filter (where not k.is_cumulative) as daily
    from (
      select
        d.day - epoch as day_number, true as is_cumulative, c.kind, c.phase_id, c.variant_id, c.is_control,
        sum(c.n)::bigint as n, sum(c.y) as y, sum(c.yy) as yy, sum(c.z) as z, sum(c.zz) as zz, sum(c.yz) as yz
      from day d
      join cell c on c.day <= d.day
      group by 1, 2, 3, 4, 5, 6
      union all
      select c.day - epoch, false, c.kind, c.phase_id, c.variant_id, c.is_control, c.n, c.y, c.yy, c.z, c.zz, c.yz
      from cell c
    ) k
    cross join lateral report.arm_of(
      k.day_number, k.phase_id, k.variant_id, k.is_control, k.kind, k.n, k.y, k.yy, 0, 0, 0, k.z, k.zz, k.yz, 0, null) a
  ),
  so_far as materialized (
    select c.* from arm r cross join lateral report.comparisons(r.cumulative, level) c
  ),
  alone as (
    select c.* from arm r cross join lateral report.comparisons(r.daily, level) c
  ),
  mixing as (
    select distinct on (s.variant_id)
      s.variant_id,
      stats.mixing_variance(
        s.standard_error, s.control_units + s.treatment_units, report.planned_units(experiment), level) as variance
    from so_far s
    where s.standard_error > 0
    order by s.variant_id, s.metric_id desc
  )
  select
    d.day, v.variant_id, coalesce(n.new_units, 0), coalesce(n.units, 0),
    s.difference, s.standard_error, i.interval_low, i.interval_high, a.difference, a.standard_error
  from day d
  cross join splitplot.variant v
  left join lateral (
    select
      sum(c.n) filter (where c.day = d.day)::bigint as new_units,
      sum(c.n)::bigint as units
    from cell c
    where c.variant_id = v.variant_id and c.day <= d.day) n on true
  left join so_far s on s.metric_id = d.day - epoch and s.variant_id = v.variant_id
  left join alone a on a.metric_id = d.day - epoch and a.variant_id = v.variant_id
  left join mixing m on m.variant_id = v.variant_id
  cross join lateral stats.always_valid(
    case when s.standard_error > 0 and least(s.control_units, s.treatment_units) >= 100 then s.difference end,
    s.standard_error, coalesce(m.variance, 1), level) i
  where v.experiment_id = experiment.experiment_id
  order by d.day, v.position;
end
$$;

comment on function report.series(splitplot.experiment, integer, etl.batch) is
  'Of each day and variant: units exposed first on the day and until it, and against the control the difference of all '
  'units until the day, with an always-valid interval (null below 100 units in an arm), and of the day''s own. Of the '
  'control, and of quantiles, the differences are null or there are no rows.';

grant execute on function report.series(splitplot.experiment, integer, etl.batch) to splitplot_analyst, splitplot_reporter;
