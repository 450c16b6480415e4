-- take_event(): trigger function of the inlet splitplot.event: puts a row for each unit into fact.event
-- instead.
--
-- The initial copy of a new subscription brings facts again that are here already; the first arrival
-- stands. What was received before fact.setting.taken_from may have been here, too, though its id is forgotten, so it is left
-- out.
--
-- An error here stops the feed. So what fact.event could not take is looked for beforehand, and put aside: units are
-- the only part of an event that the primary's own constraints do not bound. Catching the error instead would take
-- a transaction id a row.

create or replace function fact.take_event()
  returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  day constant date := fact.arrival_day();
begin
  if exists (
    select
    from jsonb_each_text(new.units) as u(unit_type, unit_id)
    where u.unit_id is null
      or octet_length(u.unit_id) not between 1 and 256
      or octet_length(u.unit_type) not between 1 and 256)
  then
    insert into etl.refused_row (source_table, content, code, detail)
    values ('event', to_jsonb(new), '23514', 'a unit has no id of 1 to 256 bytes');
    return null;
  end if;
  with taken as (
    insert into fact.event_id (id, unit_type, arrived_on, source, arrival)
    select new.id, u.unit_type, day, 0, nextval('fact.feed_event_arrival')
    from fact.setting s
    cross join jsonb_object_keys(new.units) as u(unit_type)
    where new.received_at >= s.taken_from
    on conflict (id, unit_type) do nothing
    returning unit_type, arrival
  )
  insert into fact.event
    (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, lines, properties,
     occurred_at, received_at, reported_at, arrived_on)
  select
    0, t.arrival, new.id, t.unit_type, new.units ->> t.unit_type, new.name, new.value, new.order_key,
    new.amount_minor, new.currency, new.lines, new.properties, new.occurred_at, new.received_at, new.reported_at, day
  from taken t;
  return null;
end
$$;

comment on function fact.take_event() is
  'Stores the inlet''s row in fact.event, once for each of its units, unless it is there, and drops it; a row that '
  'fact.event cannot take goes to etl.refused_row.';
