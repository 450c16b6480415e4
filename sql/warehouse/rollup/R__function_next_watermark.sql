-- next_watermark(previous, newest_day): how far the rollups can be advanced from a batch by what arrived until a day.
--
-- One advance takes at most a million arrivals a table and source, so that a first import of any size
-- fits into memory.
--
-- Days only grow with arrivals, so nothing before the day of the batch can be new, and the newest arrival has the newest day.

create or replace function rollup.next_watermark(previous etl.batch, newest_day date)
  returns etl.batch
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  arrivals_max constant bigint := 1000000;
  reached etl.batch := previous;
begin
  select n.arrival, n.arrived_on into reached.feed_exposure_to, reached.feed_exposure_day
  from fact.newest_exposure(0, previous.feed_exposure_to, arrivals_max, previous.feed_exposure_day, newest_day) n;
  select n.arrival, n.arrived_on into reached.import_exposure_to, reached.import_exposure_day
  from fact.newest_exposure(1, previous.import_exposure_to, arrivals_max, previous.import_exposure_day, newest_day) n;
  select n.arrival, n.arrived_on into reached.feed_event_to, reached.feed_event_day
  from fact.newest_event(0, previous.feed_event_to, arrivals_max, previous.feed_event_day, newest_day) n;
  select n.arrival, n.arrived_on into reached.import_event_to, reached.import_event_day
  from fact.newest_event(1, previous.import_event_to, arrivals_max, previous.import_event_day, newest_day) n;
  return reached;
end
$$;

comment on function rollup.next_watermark(etl.batch, date) is
  'The batch with its four numbers, and the days of these, moved to what has arrived until the day, each by at most a million.';
