-- person_units(unit_type, unit_id): the units of a person: the root of the unit, and every unit that is linked to it.

create or replace function splitplot.person_units(unit_type text, unit_id text)
  returns setof text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with asked as (
    select
      ut.unit_type_id,
      coalesce(
        (select l.root_id
         from splitplot.identity_link l
         where l.unit_type_id = ut.unit_type_id and l.unit_id = person_units.unit_id),
        person_units.unit_id) as root_id
    from splitplot.unit_type ut
    where ut.key = person_units.unit_type
  )
  select a.root_id from asked a
  union
  select person_units.unit_id
  union
  select l.unit_id
  from asked a
  join splitplot.identity_link l on l.unit_type_id = a.unit_type_id and l.root_id = a.root_id
$$;

comment on function splitplot.person_units(text, text) is 'The ids of all units of the person, the given one among them.';
