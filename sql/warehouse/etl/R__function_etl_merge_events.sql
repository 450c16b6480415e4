-- merge_events(unit_type, staging): stores staged rows as facts of source 1, each id once.
--
-- Arrivals are drawn under the lock of imports, so they are in the order of commits, and a batch's are a range.
--
-- What is stored already is looked up first, as in etl.merge_import(): "on conflict" takes half as long again. It is needed
-- when an id is staged twice, or the feed brings one meanwhile; then the batch is inserted once more, with it.

create or replace function etl.merge_events(unit_type text, staging regclass,
  out added bigint, out event_from bigint, out event_to bigint)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  insertion constant text := format(
    $events$
    with stored as (
      insert into fact.event
        (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, properties, occurred_at,
         received_at)
      select
        1, nextval('fact.import_event_arrival'), s.id, $1, s.unit_id, s.name, s.value, s.order_key, s.amount_minor,
        s.currency, s.extra, s.occurred_at, now()
      from (select * from %1$s order by place) s
      where not exists (select from fact.event e where e.id = s.id and e.unit_type = $1)
      %%s
      returning arrival
    )
    select count(*), min(arrival), max(arrival) from stored
    $events$, staging);
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.import'));
  begin
    execute format(insertion, '') using unit_type into added, event_from, event_to;
  exception
    when unique_violation then
      execute format(insertion, 'on conflict (id, unit_type) do nothing') using unit_type into added, event_from, event_to;
  end;
end
$$;

comment on function etl.merge_events(text, regclass) is
  'Adds the staged events that are not stored to fact.event; gives how many, and the range of their arrivals.';
