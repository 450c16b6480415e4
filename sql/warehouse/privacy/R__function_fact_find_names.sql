-- find_names(person_type, until): adds sessions and orders to pg_temp.forgotten_name that facts up to an instant tell.

create or replace function fact.find_names(person_type text, until timestamptz)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
begin
  insert into pg_temp.forgotten_name (kind, name)
  select 'session', x.session_id
  from pg_temp.forgotten_name n
  join splitplot.unit_type ut on ut.key = n.kind
  join splitplot.experiment e using (unit_type_id)
  join fact.exposure x on x.experiment_id = e.experiment_id and x.unit_id = n.name
  where n.kind = person_type and x.session_id is not null and x.received_at <= until
  union
  select 'session', s.unit_id
  from pg_temp.forgotten_name n
  join fact.event e on e.unit_id = n.name and e.unit_type = n.kind
  join fact.event_id i on i.id = e.id and i.unit_type = 'session'
  join fact.event s on s.arrived_on = i.arrived_on and s.source = i.source and s.arrival = i.arrival
  where n.kind = person_type and e.received_at <= until
  on conflict do nothing;

  drop table if exists pg_temp.forgotten_event;
  create temporary table forgotten_event on commit drop as
  select distinct e.id
  from pg_temp.forgotten_name n
  join fact.event e on e.unit_id = n.name and e.unit_type = n.kind
  where e.received_at <= until
    and (n.kind = person_type or n.kind = 'session' and not exists (
      select from fact.event_id other where other.id = e.id and other.unit_type = person_type));

  insert into pg_temp.forgotten_name (kind, name)
  select distinct '$order', e.order_key
  from pg_temp.forgotten_event f
  join fact.event_id i using (id)
  join fact.event e on e.arrived_on = i.arrived_on and e.source = i.source and e.arrival = i.arrival
  where e.order_key is not null
  on conflict do nothing;
end
$$;

comment on function fact.find_names(text, timestamptz) is
  'Completes pg_temp.forgotten_name, and makes pg_temp.forgotten_event: the ids of the person''s events.';
