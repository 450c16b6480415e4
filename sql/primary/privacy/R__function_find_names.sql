-- find_names(forgetting_id, since): adds to a forgetting what its person is called: units, sessions, keys of orders.
--
-- Sessions and orders stand in facts only, so facts have to be looked through: those received after the given instant.
-- A session belongs to the person when a unit of the person was seen in it, and is then renamed for everybody.
-- Whatever is added is marked as forgotten up to now, so that late facts about it are refused as soon as this is
-- committed. Gives the number of units and sessions that were new.

create or replace function splitplot.find_names(forgetting_id bigint, since timestamptz)
  returns integer
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  person_type constant text := (select f.unit_type from splitplot.forgetting f where f.forgetting_id = find_names.forgetting_id);
  units text[];
  sessions text[];
  added integer;
begin
  select array_agg(distinct p.unit_id) into units
  from splitplot.forgetting_name n
  cross join lateral splitplot.person_units(person_type, n.name) as p(unit_id)
  where n.forgetting_id = find_names.forgetting_id and n.kind = person_type;

  select coalesce(array_agg(distinct s.session_id), '{}') into sessions
  from (
    select s.session_id
    from splitplot.session s
    join splitplot.unit_type ut using (unit_type_id)
    where ut.key = person_type and s.unit_id = any (units)
    union all
    select x.session_id
    from splitplot.exposure x
    join splitplot.experiment e using (experiment_id)
    join splitplot.unit_type ut using (unit_type_id)
    where x.received_at > since and x.unit_id = any (units) and ut.key = person_type
    union all
    select e.units ->> 'session'
    from splitplot.event e
    where e.received_at > since and e.units ->> person_type = any (units)
    union all
    select n.name
    from splitplot.forgetting_name n
    where n.forgetting_id = find_names.forgetting_id and n.kind = 'session'
  ) s
  where s.session_id is not null;

  with named as (
    insert into splitplot.forgetting_name (kind, name, forgetting_id)
    select person_type, u.id, find_names.forgetting_id from unnest(units) u(id)
    union
    select 'session', s.id, find_names.forgetting_id from unnest(sessions) s(id)
    on conflict do nothing
    returning kind, name
  ),
  marked as (
    insert into splitplot.forgotten_unit (unit_type, unit_hash, forgotten_at, actor)
    select n.kind, splitplot.unit_hash(n.kind, n.name), clock_timestamp(), asked.actor
    from named n
    cross join splitplot.forgetting f
    join splitplot.forgotten_unit asked using (forgotten_unit_id)
    where f.forgetting_id = find_names.forgetting_id
    returning 1
  )
  select count(*) into added from marked;

  insert into splitplot.forgetting_name (kind, name, forgetting_id)
  select distinct '$order', e.order_key, find_names.forgetting_id
  from splitplot.event e
  where e.received_at > since
    and e.order_key is not null
    and splitplot.is_of_person(e.units, person_type, units, sessions)
  on conflict do nothing;
  return added;
end
$$;

comment on function splitplot.find_names(bigint, timestamptz) is
  'Adds the names of the person of a forgetting that facts received after an instant tell; gives how many new units and '
  'sessions there were.';
