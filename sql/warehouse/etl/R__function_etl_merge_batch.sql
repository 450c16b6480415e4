-- merge_batch(line_id, slot, batch): stores a staged batch, or quarantines it; moves the checkpoint; empties the staging table.
--
-- batch has origin, from and to (positions), read and rejected (counts), program, started_at, totals when they are compared
-- with what the source says (see check_totals), and accepted when somebody takes it whatever its gates find. All in the
-- caller's transaction, to which the caller adds the batch's dead letters: so a batch is there as a whole or not at all.
--
-- A checkpoint never goes back: whoever reads what is stored already has lost its place, and is stopped.

create or replace function etl.merge_batch(line_id smallint, slot smallint, batch jsonb,
  out batch_id bigint, out state text, out added_count bigint, out changed_count bigint, out present_count bigint)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
#variable_conflict use_variable
declare
  line etl.line;
  staging regclass;
  staged_count bigint;
  passed boolean;
  first_event bigint;
  last_event bigint;
begin
  select l.* into strict line from etl.line l where l.line_id = merge_batch.line_id;
  staging := etl.staging_table(line.name, slot);
  execute format('select count(*) from %s', staging) into staged_count;
  if staged_count <> (batch ->> 'read')::bigint - (batch ->> 'rejected')::bigint then
    raise exception 'of the line %, % rows are staged where % were read and % rejected', line.name, staged_count,
      batch ->> 'read', batch ->> 'rejected' using errcode = 'SP004', hint = 'run the line again: nothing was stored';
  end if;
  insert into etl.line_batch as b
    (line_id, origin, position_from, position_to, state, read_count, added_count, changed_count, present_count,
     rejected_count, program, started_at)
  values
    (line_id, batch ->> 'origin', nullif(batch -> 'from', 'null'), batch -> 'to', 'quarantined',
     (batch ->> 'read')::bigint, 0, 0, 0, (batch ->> 'read')::bigint, batch ->> 'program',
     (batch ->> 'started_at')::timestamptz)
  returning b.batch_id into batch_id;

  passed := etl.check_gates(line.declaration -> 'gates', staging, batch_id);
  if batch ? 'totals' then
    passed := etl.check_totals(batch -> 'totals', batch_id) and passed;
  end if;
  if not (passed or coalesce((batch ->> 'accepted')::boolean, false)) then
    perform etl.quarantine(line_id, staging, batch_id);
    state := 'quarantined';
    added_count := 0;
    changed_count := 0;
    present_count := 0;
  else
    state := 'stored';
    if line.declaration -> 'target' ->> 'kind' = 'events' then
      select m.added, m.event_from, m.event_to into added_count, first_event, last_event
      from etl.merge_events(line.declaration -> 'target' ->> 'unit_type', staging) m;
      changed_count := 0;
    else
      select m.added, m.changed into added_count, changed_count
      from etl.merge_table(line.declaration, staging, batch_id, (batch ->> 'started_at')::timestamptz) m;
    end if;
    present_count := staged_count - added_count - changed_count;
    update etl.line_batch b
    set (state, added_count, changed_count, present_count, rejected_count, event_from, event_to) =
      ('stored', added_count, changed_count, present_count, (batch ->> 'rejected')::bigint, first_event, last_event)
    where b.batch_id = batch_id;
  end if;
  perform etl.move_checkpoint(line_id, batch_id);
  execute format('truncate %s', staging);
end
$$;

comment on function etl.merge_batch(smallint, smallint, jsonb) is
  'Puts the staged rows of a line into its target when all gates pass, else into the dead letters; gives the batch''s '
  'number and counts. Fails with SP004 when other rows are staged than were read, SP005 when the source was read from '
  'another place than the checkpoint.';

grant execute on function etl.merge_batch(smallint, smallint, jsonb) to splitplot_etl;
