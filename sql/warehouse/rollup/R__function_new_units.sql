-- new_units(unit_type_id, first_day, last_day): how many units were seen for the first time on each day.
--
-- A unit is new on the day (UTC) of its first exposure to any experiment on its unit type, so it counts once however many
-- experiments it is in.
--
-- Runs as its owner, as rollup.traffic_at() does: those who plan may see how many units there are, and no unit.

create or replace function rollup.new_units(unit_type_id smallint, first_day date, last_day date)
  returns table (day date, unit_count bigint)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  with experiment as materialized (
    select e.experiment_id from splitplot.experiment e where e.unit_type_id = new_units.unit_type_id
  ),
  seen as (
    -- by experiment first: only those with traffic on these days are read
    select u.unit_no, min(u.first_exposed_at) as first_exposed_at
    from (
      select distinct t.experiment_id
      from rollup.traffic t
      join experiment e using (experiment_id)
      where t.day between first_day and last_day and t.unit_count <> 0
    ) e
    join rollup.exposed_unit u using (experiment_id)
    where u.first_exposed_at >= first_day::timestamp at time zone 'UTC'
      and u.first_exposed_at < (last_day + 1)::timestamp at time zone 'UTC'
    group by u.unit_no
  )
  select (s.first_exposed_at at time zone 'UTC')::date, count(*)
  from seen s
  where not exists (
    select
    from rollup.exposed_unit u
    join experiment e using (experiment_id)
    where u.unit_no = s.unit_no and u.first_exposed_at < first_day::timestamp at time zone 'UTC')
  group by 1
$$;

comment on function rollup.new_units(smallint, date, date) is
  'Units by the day of their first exposure to any experiment on the unit type, for the days from first to last, as rolled '
  'up last; days without any have no row.';

grant execute on function rollup.new_units(smallint, date, date) to splitplot_analyst, splitplot_reporter;
