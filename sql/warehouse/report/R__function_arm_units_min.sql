-- arm_units_min(method): with fewer units in an arm the method judges nothing.
--
-- A variance needs 2; what holds at every look starts at 100, see report.always_valid_comparison().

create or replace function report.arm_units_min(method text)
  returns integer
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select case when method = 'always_valid' then 100 else 2 end
$$;

comment on function report.arm_units_min(text) is 'Units that each arm needs before the method judges: 2, or 100.';

grant execute on function report.arm_units_min(text) to splitplot_analyst, splitplot_reporter;
