-- events_between(previous, reached): the events that arrived after one watermark and up to another.
--
-- Without a fixed search_path, so that the planner can inline it; every name is qualified.

create or replace function fact.events_between(previous etl.batch, reached etl.batch)
  returns setof fact.event
  language sql stable
as $$
  select e.*
  from fact.event e
  where (e.source = 0 and e.arrival > previous.feed_event_to and e.arrival <= reached.feed_event_to)
     or (e.source = 1 and e.arrival > previous.import_event_to and e.arrival <= reached.import_event_to)
$$;

comment on function fact.events_between(etl.batch, etl.batch) is
  'Events of all sources that are after the first watermark and not after the second.';

grant execute on function fact.events_between(etl.batch, etl.batch) to splitplot_analyst;
