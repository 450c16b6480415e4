-- first_day(experiment_ids, watermark): the day from which on all exposures to some experiments lie that are rolled up.
--
-- None of them occurred before the first of the days of first exposures.

create or replace function rollup.first_day(experiment_ids integer[], watermark etl.batch)
  returns date
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(min(t.day), 'infinity') - watermark.lead_days
  from rollup.traffic t
  where t.experiment_id = any (experiment_ids) and t.unit_count <> 0
$$;

comment on function rollup.first_day(integer[], etl.batch) is
  'No exposure to the experiments that is rolled up arrived before this day; infinity when there is none.';
