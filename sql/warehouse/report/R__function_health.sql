-- health(experiment, lines, batch): may the numbers be believed?
--
-- pass, warn, fail or unknown, and a sentence. A failed check means that no winner may be named.

create or replace function report.health(
  experiment splitplot.experiment, lines report.line[], batch etl.batch)
  returns table (check_name text, state text, p_value float8, detail text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with ratio as materialized (
    select r.* from report.sample_ratio(experiment.experiment_id, batch) r
  ),
  planned as (
    select (experiment.method ->> 'planned_units')::bigint as units
  ),
  guardrail as (
    select count(*) as compared, string_agg(format('%s of %s', l.metric, l.variant), ', ') filter (
        where l.p_value <= 1 - l.level and (l.difference > 0) = (l.direction = 'decrease')) as harmed
    from unnest(lines) l
    where l.role = 'guardrail' and l.p_value is not null
  ),
  skewed as (
    -- Only where arms are unequal: in equal ones the skewness of the difference cancels.
    select
      count(*) as compared,
      string_agg(format('%s of %s (%s units, %s are needed)', t.metric, case when t.n < c.n then t.variant else c.variant end,
        least(t.n, c.n), ceil(stats.skewness_units(s.skewness))), ', ') filter (
        where greatest(t.n, c.n) >= 1.5 * least(t.n, c.n) and least(t.n, c.n) < stats.skewness_units(s.skewness)) as found
    from unnest(lines) t
    join unnest(lines) c on c.metric = t.metric and c.is_control
    cross join lateral (select case when t.n > c.n then t.skewness else c.skewness end) s(skewness)
    where not t.is_control and t.standard_error > 0 and s.skewness is not null
  ),
  exclusion as (
    select
      l.metric,
      stats.chi_square_upper_tail(
        sum((l.n - u.units * p.share) ^ 2 / (u.units * p.share * (1 - p.share))), (count(*) - 1)::float8) as p_value
    from (select l.metric, l.variant, l.n::float8 as n from unnest(lines) l where l.kind = 'quantile') l
    join (
      select t.variant, sum(t.unit_count)::float8 as units
      from report.traffic_of(experiment.experiment_id, batch) t
      group by t.variant) u on u.variant = l.variant and u.units > 0
    cross join lateral (
      select sum(q.n)::float8 / nullif(sum(v.units), 0)
      from unnest(lines) q
      join (
        select t.variant, sum(t.unit_count)::float8 as units
        from report.traffic_of(experiment.experiment_id, batch) t
        group by t.variant) v on v.variant = q.variant
      where q.metric = l.metric) p(share)
    where p.share > 0 and p.share < 1
    group by l.metric
    having count(*) > 1
  ),
  agreement as (
    select min(l.heterogeneity_p_value) as p_value from unnest(lines) l where l.role = 'primary'
  )
  select
    'sample_ratio',
    case
      when r.unplanned_units > 0 or r.p_value < 0.001 then 'fail'
      when r.p_value is null or r.expected_minimum < 5 then 'unknown'
      else 'pass'
    end,
    r.p_value,
    case
      when r.unplanned_units > 0 
        then format('%s units are in variants that have no weight in their phase', r.unplanned_units)
      when r.p_value is null then 'no phase has units and two variants with a weight'
      when r.p_value < 0.001 then 'the shares of the variants do not fit their weights: something loses or adds units'
      when r.expected_minimum < 5 then 'there are too few units to test the shares of the variants'
      else 'the shares of the variants fit their weights'
    end
  from ratio r
  union all
  select
    'multiple_exposure',
    case when r.unit_count = 0 then 'unknown' when r.multiple_count > 0 then 'warn' else 'pass' end,
    null,
    case
      when r.unit_count = 0 then 'no unit has been exposed'
      when r.multiple_count > 0
        then format('%s of %s units saw several variants; they count for the first', r.multiple_count, r.unit_count)
      else 'every unit saw one variant'
    end
  from ratio r
  union all
  select 'planned_sample', case when r.unit_count >= p.units then 'pass' else 'warn' end, null,
    format('%s of %s planned units are exposed', r.unit_count, p.units)
  from ratio r cross join planned p
  where p.units is not null
  union all
  select 'guardrails', case when g.harmed is not null then 'warn' else 'pass' end, null,
    coalesce('worse than the control: ' || g.harmed, 'no guardrail is worse than the control')
  from guardrail g
  where g.compared > 0
  union all
  select 'skewness', case when s.found is not null then 'warn' else 'pass' end, null,
    coalesce('p-values and intervals are too optimistic, as the smaller arm is too small for values this skewed: ' || s.found,
      'the arms are large enough for the skewness of the values')
  from skewed s
  where s.compared > 0
  union all
  select 'differential_exclusion', case when min(x.p_value) < 0.001 then 'warn' else 'pass' end, min(x.p_value),
    case
      when min(x.p_value) < 0.001 then format('other shares of the variants'' units have a value of %s: its quantiles are of '
        'different kinds of units', string_agg(x.metric, ', ') filter (where x.p_value < 0.001))
      else 'equal shares of the variants'' units have a value'
    end
  from exclusion x
  having count(*) > 0
  union all
  select 'assignment',
    case when a.problems > 0.01 * a.units then 'fail' when a.problems > 0 then 'warn' else 'pass' end, null,
    case
      when a.problems > 0 then format('of %s of the newest %s units the stored variant is not what the plan decides: '
        'select * from report.assignment_differences(%L)', a.problems, a.units, experiment.key)
      else format('the stored variants of the newest %s units are what the plan decides', a.units)
    end
  from rollup.assignment_check(experiment.experiment_id, batch) a
  where a.units > 0
  union all
  select 'sessions', case when c.conflicts > 0 then 'warn' else 'pass' end, null,
    case
      when c.conflicts > 0 then format('%s of the newest %s sessions saw several variants', c.conflicts, c.sessions)
      else format('each of the newest %s sessions saw one variant', c.sessions)
    end
  from rollup.session_check(experiment.experiment_id, batch) c
  where c.sessions > 0
  union all
  select 'bots', case when b.bots > 0 then 'warn' else 'pass' end, null,
    case
      when b.bots > 0 then format('%s of the newest %s units that say what they are are robots: leave them out by targeting',
        b.bots, b.units)
      else format('none of the newest %s units that say what they are is a robot', b.units)
    end
  from rollup.bot_check(experiment.experiment_id, batch) b
  where b.units > 0
  union all
  select 'late_data', case when l.late > l.events * 0.05 then 'warn' else 'pass' end, null,
    format('%s of the newest %s events came more than an hour after they had happened', l.late, l.events)
  from rollup.late_share(batch) l
  where l.events >= 100
  union all
  select 'phases_agree', case when a.p_value < 0.01 then 'warn' else 'pass' end, a.p_value,
    case
      when a.p_value < 0.01 then 'the phases show different effects on a primary metric: look at each'
      else 'the phases do not contradict each other'
    end
  from agreement a
  where a.p_value is not null;
end
$$;

comment on function report.health(splitplot.experiment, report.line[], etl.batch) is
  'The checks of an experiment: sample_ratio (fails below p = 0.001), multiple_exposure, and where there '
  'is something to check planned_sample, guardrails, skewness, differential_exclusion, '
  'assignment (fails when more than 1 % of variants are not what the plan decides), sessions, bots, late_data, phases_agree.';

grant execute on function report.health(splitplot.experiment, report.line[], etl.batch) to splitplot_analyst, splitplot_reporter;
