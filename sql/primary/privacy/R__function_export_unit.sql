-- export_unit(unit_type, unit_id): all that the primary stores of a person, and what the person is called there.

create or replace function splitplot.export_unit(unit_type text, unit_id text)
  returns jsonb
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
#variable_conflict use_variable
declare
  units text[];
  sessions text[];
begin
  perform splitplot.check_unit(unit_type, unit_id);
  select array_agg(p) into units from splitplot.person_units(unit_type, unit_id) p;
  select coalesce(array_agg(distinct s.session_id), '{}') into sessions
  from (
    select s.session_id
    from splitplot.session s join splitplot.unit_type ut using (unit_type_id)
    where ut.key = unit_type and s.unit_id = any (units)
    union all
    select x.session_id
    from splitplot.exposure x
    join splitplot.experiment e using (experiment_id)
    join splitplot.unit_type ut using (unit_type_id)
    where ut.key = unit_type and x.unit_id = any (units)
    union all
    select e.units ->> 'session' from splitplot.event e where e.units ->> unit_type = any (units)
    union all
    select u.id from unnest(units) u(id) where unit_type = 'session'
  ) s
  where s.session_id is not null;
  return jsonb_build_object(
    'unit_type', unit_type,
    'units', to_jsonb(units),
    'session_ids', to_jsonb(sessions),
    'identity_links', (
      select coalesce(jsonb_agg(to_jsonb(l) - 'identity_link_id' - 'unit_type_id' - 'transaction_id' order by l.linked_at), '[]')
      from splitplot.identity_link l join splitplot.unit_type ut using (unit_type_id)
      where ut.key = unit_type and l.unit_id = any (units)),
    'sessions', (
      select coalesce(jsonb_agg(
        to_jsonb(s) - 'unit_type_id' - 'transaction_id' || jsonb_build_object('unit_type', ut.key) order by s.started_at), '[]')
      from splitplot.session s join splitplot.unit_type ut using (unit_type_id)
      where s.session_id = any (sessions)),
    'session_variants', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'experiment', e.key, 'session_id', v.session_id, 'variant', t.key)), '[]')
      from splitplot.session_variant v
      join splitplot.experiment e using (experiment_id)
      join splitplot.variant t using (variant_id)
      where v.session_id = any (sessions)),
    'first_assignments', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'experiment', e.key, 'unit_id', f.unit_id, 'variant', v.key, 'assigned_at', f.assigned_at) order by f.assigned_at), '[]')
      from splitplot.first_assignment f
      join splitplot.experiment e using (experiment_id)
      join splitplot.unit_type ut using (unit_type_id)
      join splitplot.variant v using (variant_id)
      where (ut.key = unit_type and f.unit_id = any (units)) or (ut.key = 'session' and f.unit_id = any (sessions))),
    'forced_variants', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'experiment', e.key, 'unit_id', f.unit_id, 'variant', v.key, 'valid', f.valid)), '[]')
      from splitplot.forced_variant f
      join splitplot.experiment e using (experiment_id)
      join splitplot.unit_type ut using (unit_type_id)
      join splitplot.variant v using (variant_id)
      where ut.key = unit_type and f.unit_id = any (units)),
    'exposures', (
      select coalesce(jsonb_agg(
        to_jsonb(x) - 'experiment_id' - 'phase_id' - 'variant_id'
        || jsonb_build_object('experiment', e.key, 'variant', v.key) order by x.received_at), '[]')
      from splitplot.exposure x
      join splitplot.experiment e using (experiment_id)
      join splitplot.unit_type ut using (unit_type_id)
      join splitplot.variant v using (variant_id)
      where (ut.key = unit_type and x.unit_id = any (units)) or (ut.key = 'session' and x.unit_id = any (sessions))),
    'events', (
      select coalesce(jsonb_agg(to_jsonb(e) order by e.received_at), '[]')
      from splitplot.event e
      where splitplot.is_of_person(e.units, unit_type, units, sessions)),
    'refused_facts', (
      select coalesce(jsonb_agg(to_jsonb(r) - 'refused_fact_id' order by r.refused_at), '[]')
      from splitplot.refused_fact r
      where splitplot.is_of_person(coalesce(r.item -> 'unit', r.item -> 'units', '{}'), unit_type, units, sessions)),
    'forgotten', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'forgotten_at', f.forgotten_at, 'actor', f.actor, 'is_done', not exists (
          select from splitplot.forgetting_name n where n.kind = unit_type and n.name = export_unit.unit_id))
        order by f.forgotten_at), '[]')
      from splitplot.forgotten_unit f
      where f.unit_hash = splitplot.unit_hash(unit_type, unit_id)));
end
$$;

comment on function splitplot.export_unit(text, text) is
  'A document of the person''s units, links, sessions, variants, facts, and when the unit was forgotten. SP422 '
  'unknown_unit_type, invalid_unit_id.';

grant execute on function splitplot.export_unit(text, text) to splitplot_privacy;
