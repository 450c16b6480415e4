-- rename_person(forgetting_id): renames the person wherever the primary remembers units, and forgets the links.
--
-- Forced variants and the audit log are guarded against changes; forgetting is the exception, see is_renaming(). That
-- servers read their plan again follows from the change of forced_variant.

create or replace function splitplot.rename_person(forgetting_id bigint)
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '10s'
as $$
#variable_conflict use_variable
declare
  counts jsonb := '{}';
  changed bigint;
begin
  update splitplot.first_assignment f
  set unit_id = n.pseudonym
  from splitplot.forgetting_name n, splitplot.unit_type ut, splitplot.experiment e
  where n.forgetting_id = rename_person.forgetting_id and ut.key = n.kind and e.unit_type_id = ut.unit_type_id
    and f.experiment_id = e.experiment_id and f.unit_id = n.name;
  get diagnostics changed = row_count;
  counts := counts || jsonb_build_object('first_assignment', changed);

  update splitplot.session_variant v
  set session_id = n.pseudonym
  from splitplot.forgetting_name n, splitplot.experiment e
  where n.forgetting_id = rename_person.forgetting_id and n.kind = 'session'
    and v.experiment_id = e.experiment_id and v.session_id = n.name;
  get diagnostics changed = row_count;
  counts := counts || jsonb_build_object('session_variant', changed);

  update splitplot.session s
  set session_id = n.pseudonym, unit_id = coalesce(u.pseudonym, s.unit_id)
  from splitplot.session known
  join splitplot.forgetting_name n
    on n.forgetting_id = rename_person.forgetting_id and n.kind = 'session' and n.name = known.session_id
  join splitplot.unit_type ut using (unit_type_id)
  left join splitplot.forgetting_name u
    on u.forgetting_id = rename_person.forgetting_id and u.kind = ut.key and u.name = known.unit_id
  where s.session_id = known.session_id and s.unit_type_id = known.unit_type_id;
  get diagnostics changed = row_count;
  counts := counts || jsonb_build_object('session', changed);

  delete from splitplot.identity_link l
  using splitplot.forgetting_name n, splitplot.unit_type ut
  where n.forgetting_id = rename_person.forgetting_id and ut.key = n.kind and l.unit_type_id = ut.unit_type_id
    and (l.unit_id = n.name or l.root_id = n.name);
  get diagnostics changed = row_count;
  counts := counts || jsonb_build_object('identity_link', changed);

  delete from splitplot.refused_fact r
  using splitplot.forgetting_name n
  where n.forgetting_id = rename_person.forgetting_id
    and n.name in (r.item -> 'unit' ->> n.kind, r.item -> 'units' ->> n.kind);
  get diagnostics changed = row_count;
  return counts || jsonb_build_object('refused_fact', changed) || splitplot.rename_in_configuration(forgetting_id);
end
$$;

comment on function splitplot.rename_person(bigint) is
  'Renames the names of a forgetting in all tables but those of facts; gives how many rows of each were changed.';
