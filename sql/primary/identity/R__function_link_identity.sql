-- link_identity(unit_type, anonymous_id, known_id, session_id): a visitor has logged in.
--
-- Which assignments win: those of the known unit when it was exposed to, or linked with, anything before; else those
-- of the anonymous unit, which the known one then carries on, unless that is linked with somebody else. It is one root
-- for all experiments and layers, so no two of them can come to contradict each other. What is linked once stays
-- so: a visitor who shares a device with another keeps to the own root, and the device to the root of who logged in first.
-- Until a session ends it stays as it began, whatever won: this one, and those that the units have begun elsewhere.

create or replace function splitplot.link_identity(
  unit_type text, anonymous_id text, known_id text, session_id text default null,
  out linked boolean, out root_id text, out decided_id text)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  type_id smallint;
  anonymous_root text;
begin
  perform splitplot.check_unit(unit_type, anonymous_id);
  perform splitplot.check_unit(unit_type, known_id);
  select ut.unit_type_id into type_id from splitplot.unit_type ut where ut.key = unit_type;
  perform splitplot.lock_identities(
    jsonb_build_array(jsonb_build_object(unit_type, anonymous_id), jsonb_build_object(unit_type, known_id)), true);

  anonymous_root := splitplot.deciding_unit(unit_type, anonymous_id, session_id);
  select l.root_id into root_id
  from splitplot.identity_link l
  where l.unit_type_id = type_id and l.unit_id = known_id;
  if not found then
    root_id := case
      when splitplot.was_exposed(type_id, known_id) then known_id
      -- Linked before: that was another person, on a device that both use.
      when exists (
        select from splitplot.identity_link l where l.unit_type_id = type_id and l.unit_id = anonymous_id) then known_id
      else anonymous_id
    end;
    insert into splitplot.identity_link (unit_type_id, unit_id, root_id) values (type_id, known_id, root_id);
  end if;
  insert into splitplot.identity_link (unit_type_id, unit_id, root_id)
  values (type_id, anonymous_id, root_id)
  on conflict on constraint a_unit_is_linked_once do nothing;
  linked := found;

  update splitplot.session s
  set is_pinned = true, pinned_at = clock_timestamp(), transaction_id = pg_current_xact_id()
  from splitplot.identity_link l
  where l.unit_type_id = type_id and l.unit_id in (anonymous_id, known_id) and l.root_id <> l.unit_id
    and s.unit_type_id = l.unit_type_id and s.unit_id = l.unit_id and not s.is_pinned;

  decided_id := root_id;
  if session_id is not null then
    insert into splitplot.session as s (session_id, unit_type_id, unit_id, is_pinned, pinned_at, started_at)
    values (link_identity.session_id, type_id, anonymous_root, anonymous_root <> root_id,
            case when anonymous_root <> root_id then clock_timestamp() end, clock_timestamp())
    on conflict on constraint a_session_has_one_unit_of_a_type do update
    set is_pinned = s.is_pinned or s.unit_id <> link_identity.root_id,
        pinned_at = coalesce(s.pinned_at, case when s.unit_id <> link_identity.root_id then clock_timestamp() end),
        transaction_id = pg_current_xact_id()
    returning case when s.is_pinned then s.unit_id else link_identity.root_id end into decided_id;
  end if;
end
$$;

comment on function splitplot.link_identity(text, text, text, text) is
  'Says that two units of a type are one person. linked: whether the anonymous unit was new to links; root_id: the unit '
  'that the known one is decided as from now on; decided_id: the unit that the session goes on with. SP422 for an '
  'unknown unit type or an impossible id.';

grant execute on function splitplot.link_identity(text, text, text, text) to splitplot_api;
