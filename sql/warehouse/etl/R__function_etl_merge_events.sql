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
    with fresh as materialized (
      select nextval('fact.import_event_arrival') as arrival, s.*
      from (select * from %1$s order by place) s
      where not exists (select from fact.event_id e where e.id = s.id and e.unit_type = $1)
    ),
    taken as (
      insert into fact.event_id (id, unit_type, arrived_on, source, arrival)
      select f.id, $1, $2, 1, f.arrival from fresh f
      %%s
      returning arrival
    ),
    stored as (
      insert into fact.event
        (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, properties, occurred_at,
         received_at, arrived_on)
      select
        1, f.arrival, f.id, $1, f.unit_id, f.name, f.value, f.order_key, f.amount_minor,
        f.currency, f.extra, f.occurred_at, now(), $2
      from fresh f
      join taken using (arrival)
      returning arrival
    )
    select count(*), min(arrival), max(arrival) from stored
    $events$, staging);
  day date;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.import'));
  day := fact.arrival_day();
  begin
    execute format(insertion, '') using unit_type, day into added, event_from, event_to;
  exception
    when unique_violation then
      execute format(insertion, 'on conflict (id, unit_type) do nothing') using unit_type, day
        into added, event_from, event_to;
  end;
end
$$;

comment on function etl.merge_events(text, regclass) is
  'Adds the staged events that are not stored to fact.event; gives how many, and the range of their arrivals.';
