-- ramp_guardrail(experiment, control, line): is a variant worse than the control, at every look?

create or replace function report.ramp_guardrail(
  experiment splitplot.experiment, control report.line, line report.line,
  out metric text, out variant text, out units bigint, out control_units bigint, out difference float8,
  out harm float8, out p_value float8, out state text)
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
declare
  units_min constant bigint := 100;
  conversions_min constant integer := 10;
  alpha constant float8 := 0.05;
  units_planned constant float8 := coalesce((experiment.method ->> 'planned_units')::float8, 10000);
begin
  metric := line.metric;
  variant := line.variant;
  units := line.n;
  control_units := control.n;
  difference := line.difference;
  harm := case line.direction when 'decrease' then line.difference else -line.difference end;
  state := case
    when line.state = 'not_measured' then 'not_measured'
    when line.difference is null or units < units_min or control_units < units_min then 'too_few_units'
    when line.kind in ('proportion', 'funnel', 'retention')
      and units * line.mean + control_units * control.mean < conversions_min
      then 'too_few_conversions'
    when line.standard_error = 0 and harm <= 0 then 'equal'
    when line.standard_error = 0 then 'zero_variance'
    else 'ok'
  end;
  if state in ('too_few_conversions', 'equal') then
    p_value := 1;
  elsif state = 'ok' then
    select t.p_value into p_value
    from stats.always_valid_one_sided(
      harm, line.standard_error,
      stats.mixing_variance(line.standard_error, units + control_units, units_planned, 1 - 2 * alpha), 1 - alpha) t;
  end if;
end
$$;

comment on function report.ramp_guardrail(splitplot.experiment, report.line, report.line) is
  'Treatment against control on one metric: harm is the difference in the direction that is bad, p_value the one-sided '
  'always-valid one of harm above 0. It is null when state is not_measured, too_few_units (100 in each arm are needed) or '
  'zero_variance (no inference), and 1 when it is too_few_conversions (10 in both arms are needed) or equal.';

grant execute on function report.ramp_guardrail(splitplot.experiment, report.line, report.line) to splitplot_analyst, splitplot_reporter;
