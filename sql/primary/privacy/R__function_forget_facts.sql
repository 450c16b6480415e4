-- forget_facts(forgetting_id): renames what the primary stores of the person, and gives how much that was.
--
-- No lock keeps the person from being active meanwhile. A transaction that stores a fact by what it read before is
-- refused by the foreign keys to first_assignment and session_variant, and its requests are decided anew, as a
-- new unit's. What it stores without them is found by the next call: call again, in a transaction of its own and once
-- the transactions that are older than the call have ended, until nothing is found.

create or replace function splitplot.forget_facts(
  forgetting_id bigint, out changed integer, out transaction_id xid8)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  forgetting splitplot.forgetting;
  since timestamptz;
  added integer;
  counts jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.forgetting'));
  transaction_id := pg_current_xact_id();
  select f.* into forgetting from splitplot.forgetting f where f.forgetting_id = forget_facts.forgetting_id;
  since := case when forgetting.is_scanned then forgetting.began_at else '-infinity' end;
  if forgetting.is_scanned and not splitplot.has_stragglers(forgetting) then
    changed := 0;
    return;
  end if;
  -- The first step has looked through everything already.
  added := splitplot.find_names(
    forgetting_id, case when forgetting.forgotten_at is null then forgetting.began_at else since end);
  counts := splitplot.rename_facts(forgetting_id, since) || splitplot.rename_person(forgetting_id);
  select sum(c.value::integer) + added into changed from jsonb_each_text(counts) c;

  update splitplot.forgetting f
  set forgotten_at = clock_timestamp(),
      is_scanned = added = 0,
      counts = (
        select jsonb_object_agg(c.key, c.value::integer + coalesce((f.counts ->> c.key)::integer, 0))
        from jsonb_each_text(counts) c)
  where f.forgetting_id = forget_facts.forgetting_id
  returning f.* into forgetting;
  update splitplot.forgotten_unit u
  set forgotten_at = forgetting.forgotten_at
  from splitplot.forgetting_name n
  where n.forgetting_id = forget_facts.forgetting_id
    and u.unit_hash = splitplot.unit_hash(n.kind, n.name)
    and u.forgotten_at >= forgetting.began_at;
end
$$;

comment on function splitplot.forget_facts(bigint) is
  'Renames the person''s units, sessions and orders in all tables of the primary. changed: how many rows and new names '
  'there were, 0: nothing is left; transaction_id: the transaction whose elders have to end before the next call.';

grant execute on function splitplot.forget_facts(bigint) to splitplot_privacy;
