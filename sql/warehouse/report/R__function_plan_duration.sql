-- plan_duration(units, units_per_day): units as whole ones, and how long they take to come.
--
-- At least a week, and whole weeks: the days of a week differ, and each should count as often.

create or replace function report.plan_duration(units float8, units_per_day float8)
  returns jsonb
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'units', ceil(units)::bigint,
    'days', d.days,
    'weeks', case when d.days is not null then greatest(1, ceil(d.days / 7.0))::bigint end)
  from (select case when units / units_per_day < 1e9 then ceil(units / units_per_day)::bigint end as days) d
$$;

comment on function report.plan_duration(float8, float8) is
  'units, days until so many have come, weeks to run: days rounded up to whole weeks. Nulls where an argument is null, and '
  'for more than 10^9 days.';

grant execute on function report.plan_duration(float8, float8) to splitplot_analyst, splitplot_reporter;
