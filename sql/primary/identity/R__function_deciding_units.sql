-- deciding_units(units): the units of an event, each as its root.

create or replace function splitplot.deciding_units(units jsonb)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_object_agg(u.key, splitplot.deciding_unit(u.key, u.value)), '{}')
  from jsonb_each_text(units) as u
$$;

comment on function splitplot.deciding_units(jsonb) is
  'Object of unit type to the id that facts of the unit are stored for.';
