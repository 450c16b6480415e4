-- verdict(experiment, state, units, lines, failed): what may be said, in a sentence.
--
-- It names who is better only when no check failed, the planned sample is there (or, when none was
-- planned, the experiment has ended), and the adjusted p-value of a primary metric is at most alpha. The
-- intervals are of a fixed horizon: naming the winner of a running experiment at every look would name a
-- false one far too often.

create or replace function report.verdict(
  experiment splitplot.experiment, state text, units bigint, lines report.line[], failed text)
  returns text
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  planned_units constant bigint := (experiment.method ->> 'planned_units')::bigint;
  has_ended constant boolean := state in ('stopped', 'concluded');
  metrics text;
  findings text;
  reason text;
  guardrails text;
begin
  if state = 'draft' then
    return 'not started: the experiment is a draft';
  end if;
  if units = 0 then
    return 'no data: no unit has been exposed';
  end if;
  select string_agg(distinct l.metric, ', '),
    string_agg(report.finding(l), '; ' order by (l.difference > 0) <> (l.direction = 'increase'), l.p_value_adjusted)
      filter (where l.p_value_adjusted <= 1 - l.level),
    (array_agg(l.note) filter (where l.note is not null))[1]
  into metrics, findings, reason
  from unnest(lines) l
  where l.role = 'primary' and not l.is_control;
  if metrics is null then
    return 'no winner can be named: the experiment has no primary metric and a variant to compare';
  end if;
  if failed is not null then
    return 'no winner is named: ' || failed;
  end if;
  if units < planned_units then
    return format(case when has_ended then 'not decided: it ended with %s of %s planned units'
      else 'not decided yet: %s of %s planned units are exposed' end, units, planned_units);
  end if;
  if planned_units is null and not has_ended then
    return 'not decided yet: the experiment is running, and no planned sample says when to decide';
  end if;
  if not exists (select from unnest(lines) l where l.role = 'primary' and l.p_value_adjusted is not null) then
    return 'no winner can be named: ' || coalesce(reason, 'nothing could be compared');
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
