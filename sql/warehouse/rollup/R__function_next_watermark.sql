-- next_watermark(previous): how far the rollups can be advanced from a batch.
--
-- One advance takes at most a million arrivals a table and source, so that a first import of any size
-- fits into memory.

create or replace function rollup.next_watermark(previous etl.batch)
  returns etl.batch
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  arrivals_max constant bigint := 1000000;
  reached etl.batch := previous;
begin
  select
    (select least(coalesce(max(x.arrival), previous.feed_exposure_to), previous.feed_exposure_to + arrivals_max)
     from fact.exposure x where x.source = 0 and x.arrival > previous.feed_exposure_to),
    (select least(coalesce(max(x.arrival), previous.import_exposure_to), previous.import_exposure_to + arrivals_max)
     from fact.exposure x where x.source = 1 and x.arrival > previous.import_exposure_to),
    (select least(coalesce(max(e.arrival), previous.feed_event_to), previous.feed_event_to + arrivals_max)
     from fact.event e where e.source = 0 and e.arrival > previous.feed_event_to),
    (select least(coalesce(max(e.arrival), previous.import_event_to), previous.import_event_to + arrivals_max)
     from fact.event e where e.source = 1 and e.arrival > previous.import_event_to)
  into reached.feed_exposure_to, reached.import_exposure_to, reached.feed_event_to, reached.import_event_to;
  return reached;
end
$$;

comment on function rollup.next_watermark(etl.batch) is
  'The batch with its four numbers moved to what has arrived, each by at most a million.';
