-- verdict(experiment, state, units, lines, failed): what may be said, in a sentence.
--
-- It names who is better only when no check failed and the declared method has decided (report.decision): a fixed
-- horizon at the planned sample or, when none was planned, at the end; an always-valid test whenever the p-value of all
-- looks is small enough; a group-sequential one when an analysis crossed its boundary.

create or replace function report.verdict(
  experiment splitplot.experiment, state text, units bigint, lines report.line[], failed text)
  returns text
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  method constant text := report.method_of(experiment, 'primary');
  planned_units constant bigint := (experiment.method ->> 'planned_units')::bigint;
  has_ended constant boolean := state in ('stopped', 'concluded');
  metrics text;
  findings text;
  reason text;
  is_open boolean;
  has_drifted boolean;
  analysis integer;
  information float8;
  guardrails text;
begin
  if state = 'draft' then
    return 'not started: the experiment is a draft';
  end if;
  if units = 0 then
    return 'no data: no unit has been exposed';
  end if;
  select string_agg(distinct l.metric, ', '),
    string_agg(report.finding(l), '; ' order by
        (coalesce(l.analysed_difference, l.difference) > 0) <> (l.direction = 'increase'), l.p_value_adjusted)
      filter (where l.decision = 'significant'),
    (array_agg(l.note) filter (where l.note is not null and l.p_value is null))[1],
    bool_or(l.decision = 'open'), bool_or(l.running_interval_low > l.running_interval_high), max(l.analysis),
    max(l.information)
  into metrics, findings, reason, is_open, has_drifted, analysis, information
  from unnest(lines) l
  where l.role = 'primary' and not l.is_control;
  if metrics is null then
    return 'no winner can be named: the experiment has no primary metric and a variant to compare';
  end if;
  if failed is not null then
    return 'no winner is named: ' || failed;
  end if;
  if has_drifted then
    return 'no winner is named: the effect on a primary metric has drifted, its intervals have nothing in common';
  end if;
  if method = 'fixed_horizon' and units < planned_units then
    return format(case when has_ended then 'not decided: it ended with %s of %s planned units'
      else 'not decided yet: %s of %s planned units are exposed' end, units, planned_units);
  end if;
  if method = 'fixed_horizon' and planned_units is null and not has_ended then
    return 'not decided yet: the experiment is running, and no planned sample says when to decide';
  end if;
  if findings is null and method = 'group_sequential' and is_open then
    return coalesce(
      'not decided yet: analysis ' || analysis || ' at ' || report.short(100 * information)
        || ' % of the planned information crossed no boundary',
      'not decided yet: no analysis has been made');
  end if;
  if findings is null and not exists (
    select from unnest(lines) l where l.role = 'primary' and (l.p_value is not null or l.decision = 'not_significant'))
  then
    return 'no winner can be named: ' || coalesce(reason, 'nothing could be compared');
  end if;
  if findings is null and method = 'always_valid' and is_open then
    return format('not decided yet: no variant differs significantly from the control on %s so far', metrics);
  end if;
  select string_agg(report.finding(l), '; ') into guardrails
  from unnest(lines) l
  where l.role = 'guardrail' and l.p_value <= 1 - l.level and (l.difference > 0) = (l.direction = 'decrease');
  return concat_ws('; but of the guardrails: ',
    coalesce(findings, format('no winner: no variant differs significantly from the control on %s', metrics)),
    guardrails);
end
$$;

comment on function report.verdict(splitplot.experiment, text, bigint, report.line[], text) is
  'The sentence at the top of a report, from its state, units, lines and, when checks failed, how they did.';

grant execute on function report.verdict(splitplot.experiment, text, bigint, report.line[], text) to splitplot_analyst, splitplot_reporter;
