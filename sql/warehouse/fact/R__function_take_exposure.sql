-- take_exposure(): trigger function of the inlet splitplot.exposure: puts the row into fact.exposure instead.
--
-- The initial copy of a new subscription brings facts again that are here already; the first arrival stands.
-- What was received before fact.setting.taken_from may have been here, too, though its id is forgotten, so it is left out.

create or replace function fact.take_exposure()
  returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  day constant date := fact.arrival_day();
begin
  with taken as (
    insert into fact.exposure_id (id, arrived_on, source, arrival)
    select new.id, day, 0, nextval('fact.feed_exposure_arrival')
    from fact.setting s
    where new.received_at >= s.taken_from
    on conflict (id) do nothing
    returning arrival
  )
  insert into fact.exposure
    (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes,
     occurred_at, received_at, reported_at, arrived_on)
  select
    0, t.arrival, new.id, new.experiment_id, new.phase_id, new.variant_id, new.unit_id,
    new.session_id, new.attributes, new.occurred_at, new.received_at, new.reported_at, day
  from taken t;
  return null;
end
$$;

comment on function fact.take_exposure() is
  'Stores the inlet''s row in fact.exposure, unless its id is there, and drops it.';
