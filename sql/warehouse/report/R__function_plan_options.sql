-- plan_options(options): the options of report.plan(), with defaults; what is unknown or out of range is refused.

create or replace function report.plan_options(options jsonb)
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  unknown text;
  wrong text;
begin
  if jsonb_typeof(options) is distinct from 'object' then
    perform report.refuse('422', 'wrong_type', 'options', 'options: this must be an object');
  end if;
  with known(name, least, most) as (
    values
      ('effect', 0.000001, 10),
      ('power', 0.5, 0.999),
      ('baseline_mean', -1e15, 1e15),
      ('baseline_sd', 0, 1e15),
      ('units_per_day', 0.001, 1e12),
      ('inflation', 1, 1000)
  )
  select
    min(o.name) filter (where k.name is null and o.name <> 'metric'),
    min(format('%s: this must be a number from %s to %s', o.name, k.least, k.most)) filter (
      where case when jsonb_typeof(o.value) = 'number'
        then o.value::numeric not between k.least and k.most else k.name is not null end)
  into unknown, wrong
  from jsonb_each(options) o(name, value)
  left join known k using (name);
  if unknown is not null then
    perform report.refuse('422', 'unknown_field', unknown, format('%s: report.plan() has no such option', unknown),
      'it has effect, power, metric, baseline_mean, baseline_sd, units_per_day and inflation');
  end if;
  if wrong is not null then
    perform report.refuse('422', 'out_of_range', split_part(wrong, ':', 1), wrong);
  end if;
  if options ? 'baseline_mean' <> options ? 'baseline_sd' then
    perform report.refuse('422', 'missing_field',
      case when options ? 'baseline_mean' then 'baseline_sd' else 'baseline_mean' end,
      'a baseline is a mean and a standard deviation, both of one unit''s value');
  end if;
  return '{"power": 0.8}' || options;
end
$$;

comment on function report.plan_options(jsonb) is
  'The options with power 0.8 where it is not given. SP422 unknown_field, out_of_range or missing_field names the option.';

grant execute on function report.plan_options(jsonb) to splitplot_analyst, splitplot_reporter;
