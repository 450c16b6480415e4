-- rename_in_configuration(forgetting_id): renames the person in forced variants and in what the audit log says of them.

create or replace function splitplot.rename_in_configuration(forgetting_id bigint)
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  forced bigint := 0;
  audited bigint := 0;
begin
  update splitplot.forgetting f
  set renaming_in = pg_current_xact_id()
  where f.forgetting_id = rename_in_configuration.forgetting_id;

  if exists (
    select
    from splitplot.forced_variant v
    join splitplot.forgetting_name n on n.name = v.unit_id
    where n.forgetting_id = rename_in_configuration.forgetting_id)
  then
    -- Before any row, as all who change the configuration do.
    perform splitplot.configuration_instant();
    update splitplot.forced_variant v
    set unit_id = n.pseudonym
    from splitplot.forgetting_name n, splitplot.unit_type ut, splitplot.experiment e
    where n.forgetting_id = rename_in_configuration.forgetting_id and ut.key = n.kind
      and e.unit_type_id = ut.unit_type_id and v.experiment_id = e.experiment_id and v.unit_id = n.name;
    get diagnostics forced = row_count;
  end if;

  update splitplot.audit_log a
  set before = a.before || jsonb_build_object('unit_id', n.pseudonym),
      after = a.after || jsonb_build_object('unit_id', n.pseudonym)
  from splitplot.forgetting_name n, splitplot.unit_type ut, splitplot.experiment e
  where n.forgetting_id = rename_in_configuration.forgetting_id and ut.key = n.kind
    and e.unit_type_id = ut.unit_type_id
    and a.table_name = 'forced_variant'
    and (coalesce(a.after, a.before) ->> 'experiment_id')::integer = e.experiment_id
    and coalesce(a.after, a.before) ->> 'unit_id' = n.name;
  get diagnostics audited = row_count;

  update splitplot.forgetting f
  set renaming_in = null
  where f.forgetting_id = rename_in_configuration.forgetting_id;
  return jsonb_build_object('forced_variant', forced, 'audit_log', audited);
end
$$;

comment on function splitplot.rename_in_configuration(bigint) is
  'Renames the names of a forgetting in forced_variant and audit_log; gives how many rows of each were changed.';
