-- health(experiment, lines, batch): may the numbers be believed?
--
-- pass, warn, fail or unknown, and a sentence. A failed check means that no winner may be named.

create or replace function report.health(
  experiment splitplot.experiment, lines report.line[], batch etl.batch)
  returns table (check_name text, state text, p_value float8, detail text)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
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
  select 'phases_agree', case when a.p_value < 0.01 then 'warn' else 'pass' end, a.p_value,
    case
      when a.p_value < 0.01 then 'the phases show different effects on a primary metric: look at each'
      else 'the phases do not contradict each other'
    end
  from agreement a
  where a.p_value is not null
$$;

comment on function report.health(splitplot.experiment, report.line[], etl.batch) is
  'The checks of an experiment: sample_ratio (fails below p = 0.001), multiple_exposure, and where there '
  'is something to check planned_sample, guardrails, phases_agree.';

grant execute on function report.health(splitplot.experiment, report.line[], etl.batch) to splitplot_analyst, splitplot_reporter;
