-- plan_metric_note(baseline, effect, unit_type): why a metric cannot be planned; null: it can.

create or replace function report.plan_metric_note(baseline jsonb, effect float8, unit_type text)
  returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select nullif(concat_ws('; ',
    case
      when baseline is null then format(
        'no experiment on %ss has 100 units of a control with this metric; give baseline_mean and baseline_sd', unit_type)
      when baseline -> 'mean' = 'null' then format('%s has no mean of it yet', baseline ->> 'source')
      when baseline -> 'standard_deviation' = 'null' then format('%s has no standard deviation of it yet',
        baseline ->> 'source')
      when (baseline ->> 'standard_deviation')::float8 = 0
        then 'the values of the baseline do not vary, so no number of units can be computed'
      when (baseline ->> 'mean')::float8 = 0 then 'the mean of the baseline is 0, so a relative effect has no size'
    end,
    case when effect is null
      then 'the metric has no minimum effect, so there is nothing to find; give effect, a relative difference' end), '')
$$;

comment on function report.plan_metric_note(jsonb, float8, text) is
  'A sentence for each thing that is missing: history, mean, deviation, variance, effect.';

grant execute on function report.plan_metric_note(jsonb, float8, text) to splitplot_analyst, splitplot_reporter;
