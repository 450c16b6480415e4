-- forget(forgetting): renames a person in facts and rollups as the primary has, and takes away what no number is made of.
--
-- Call it when the feed has brought all that the primary had committed before it was done: then facts received up to that
-- instant are the forgotten person's, and later ones of the same name are a new unit's. All in one transaction, so it is
-- done or not; done again it finds nothing.
--
-- What only the warehouse knows (sessions and orders of facts that the primary no longer keeps, or never had) gets names
-- of its own. The rollups rest meanwhile, and so do lines: a batch that began before is waited for, and one that begins later
-- is received later.

create or replace function fact.forget(forgetting jsonb)
  returns jsonb
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  person_type constant text := forgetting ->> 'unit_type';
  until constant timestamptz := (forgetting ->> 'forgotten_at')::timestamptz;
  exposures bigint;
  events bigint;
  units bigint;
  hours rollup.hour_sum[];
  external_rows bigint;
  dead_letters bigint;
begin
  lock table etl.line_batch in share mode;
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  drop table if exists pg_temp.forgotten_name;
  create temporary table forgotten_name (
    kind      text,
    name      text collate "C",
    pseudonym text not null default 'forgotten-' || gen_random_uuid(),
    primary key (kind, name)
  ) on commit drop;
  insert into pg_temp.forgotten_name (kind, name, pseudonym)
  select n.kind, n.name, n.pseudonym
  from jsonb_to_recordset(forgetting -> 'names') as n(kind text, name text, pseudonym text);

  perform fact.find_names(person_type, until);
  hours := rollup.forgotten_hours();
  exposures := fact.forget_exposures(person_type, until);
  events := fact.forget_events(person_type, until);
  units := rollup.rename_units();
  perform rollup.move_hours(hours, rollup.forgotten_hours());
  external_rows := etl.forget_external(person_type, until);
  dead_letters := etl.forget_dead_letters(until);
  delete from etl.refused_row r
  using pg_temp.forgotten_name n
  where (r.content ->> 'received_at')::timestamptz <= until
    and n.kind <> '$order'
    and (n.name in (r.content ->> 'unit_id', r.content ->> 'session_id') or n.name = r.content -> 'units' ->> n.kind);
  perform fact.forget_phantoms(until);
  insert into fact.forgotten_unit (unit_type, unit_id)
  select n.kind, n.pseudonym
  from pg_temp.forgotten_name n
  where n.kind <> '$order'
  on conflict do nothing;
  return jsonb_build_object(
    'exposure', exposures, 'event', events, 'unit', units, 'external', external_rows, 'dead_letter', dead_letters);
end
$$;

comment on function fact.forget(jsonb) is
  'Forgets what splitplot.forgetting_names() of the primary describes; gives how many rows of fact.exposure, fact.event, '
  'rollup.unit, schema external and etl.dead_letter were changed.';

grant execute on function fact.forget(jsonb) to splitplot_privacy;
