-- deciding_unit(unit_type, unit_id, session_id, as_of): by which unit id is a visitor decided?
--
-- A session in which somebody logged in stays as it began until it ends; else a linked unit is decided as
-- its root; else it is decided as itself.

create or replace function splitplot.deciding_unit(
  unit_type text, unit_id text, session_id text default null, as_of timestamptz default 'infinity')
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (select s.unit_id
     from splitplot.session s
     where s.session_id = deciding_unit.session_id and s.unit_type_id = ut.unit_type_id and s.pinned_at <= as_of),
    (select l.root_id
     from splitplot.identity_link l
     where l.unit_type_id = ut.unit_type_id and l.unit_id = deciding_unit.unit_id and l.linked_at <= as_of),
    deciding_unit.unit_id)
  from splitplot.unit_type ut
  where ut.key = deciding_unit.unit_type
$$;

comment on function splitplot.deciding_unit(text, text, text, timestamptz) is
  'The unit id that is hashed and stored for a visitor; links and log-ins as known at as_of; null for an unknown unit type.';

grant execute on function splitplot.deciding_unit(text, text, text, timestamptz) to splitplot_api, splitplot_analyst;
