-- newest_exposures(experiment_id, batch): an experiment's exposures among the newest 1,000 of the primary.
--
-- By the order of arrival over all experiments, and of the last 8 days with any, so that looking at them costs the same
-- whatever there is.

create or replace function rollup.newest_exposures(experiment_id integer, batch etl.batch)
  returns setof fact.exposure
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  known constant etl.batch := (select b from etl.batch b where b.batch_id = batch.batch_id);
begin
  return query
  select newest.*
  from (
    select x.*
    from fact.exposure x
    where x.source = 0
      and x.arrival <= known.feed_exposure_to
      and x.arrived_on between known.feed_exposure_day - 7 and known.feed_exposure_day
    order by x.arrival desc
    limit 1000
  ) newest
  where newest.experiment_id = newest_exposures.experiment_id;
end
$$;

comment on function rollup.newest_exposures(integer, etl.batch) is
  'What checks of the newest exposures look at, as known at the batch.';
