-- events_between(previous, reached): the events that arrived after one watermark and up to another.
--
-- Of the partitions only those of the days between them are read. Without a fixed search_path, so that the planner can
-- inline it; every name is qualified.

create or replace function fact.events_between(previous etl.batch, reached etl.batch)
  returns setof fact.event
  language sql stable
as $$
  select e.*
  from fact.event e
  where (e.source = 0 and e.arrival > previous.feed_event_to and e.arrival <= reached.feed_event_to
      and e.arrived_on between previous.feed_event_day and reached.feed_event_day)
    or (e.source = 1 and e.arrival > previous.import_event_to and e.arrival <= reached.import_event_to
      and e.arrived_on between previous.import_event_day and reached.import_event_day)
$$;

comment on function fact.events_between(etl.batch, etl.batch) is
  'Events of all sources that are after the first watermark and not after the second.';

grant execute on function fact.events_between(etl.batch, etl.batch) to splitplot_analyst;
