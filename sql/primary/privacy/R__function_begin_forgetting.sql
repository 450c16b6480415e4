-- begin_forgetting(unit_type, unit_id, actor): the first step of forgetting a person, to be committed by itself.
--
-- From its commit on facts of the person that were received before are refused. Those of transactions that were running
-- then may still be stored, so the next step waits for these to end. A forgetting of the unit that was interrupted is
-- taken up again.

create or replace function splitplot.begin_forgetting(
  unit_type text, unit_id text, actor text, out forgetting_id bigint, out transaction_id xid8)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  began_at constant timestamptz := clock_timestamp();
  marked bigint;
begin
  perform splitplot.check_unit(unit_type, unit_id);
  perform pg_advisory_xact_lock(hashtext('splitplot.forgetting'));
  transaction_id := pg_current_xact_id();
  select n.forgetting_id into forgetting_id
  from splitplot.forgetting_name n
  where n.kind = begin_forgetting.unit_type and n.name = begin_forgetting.unit_id;
  if found then
    return;
  end if;
  insert into splitplot.forgotten_unit (unit_type, unit_hash, forgotten_at, actor)
  values (unit_type, splitplot.unit_hash(unit_type, unit_id), began_at, actor)
  returning forgotten_unit_id into marked;
  insert into splitplot.forgetting (unit_type, forgotten_unit_id, began_at)
  values (unit_type, marked, began_at)
  returning forgetting.forgetting_id into forgetting_id;
  insert into splitplot.forgetting_name (kind, name, forgetting_id) values (unit_type, unit_id, forgetting_id);
  perform splitplot.find_names(forgetting_id, '-infinity');
end
$$;

comment on function splitplot.begin_forgetting(text, text, text) is
  'Marks the person of the unit as forgotten; gives the number of the forgetting, and the transaction whose elders have '
  'to end before splitplot.forget_facts(). SP422 unknown_unit_type, invalid_unit_id.';

grant execute on function splitplot.begin_forgetting(text, text, text) to splitplot_privacy;
