-- settle_replay(batch_id, first_id, last_id, failed): marks the dead letters that a batch has replayed.
--
-- The batch has read all waiting ones of its line from first_id to last_id, but those of quarantined batches. failed are those
-- that failed again: objects with id, station, code, field and reason. What a gate keeps out is in its batch's dead letters.

create or replace function etl.settle_replay(batch_id bigint, first_id bigint, last_id bigint, failed jsonb)
  returns void
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  batch etl.line_batch;
begin
  select b.* into strict batch from etl.line_batch b where b.batch_id = settle_replay.batch_id;
  update etl.dead_letter d
  set (station, code, field, reason, last_seen_at, attempt_count) =
    (f.station, f.code, f.field, f.reason, clock_timestamp(), d.attempt_count + 1)
  from jsonb_to_recordset(failed) f(id bigint, station text, code text, field text, reason text)
  where d.dead_letter_id = f.id and d.line_id = batch.line_id;

  update etl.dead_letter d
  set replayed_by = batch.batch_id
  where d.line_id = batch.line_id and d.dead_letter_id between first_id and last_id
    and d.replayed_by is null and d.dismissed_at is null and d.format <> 'staged'
    and d.dead_letter_id <> all (array(select (f ->> 'id')::bigint from jsonb_array_elements(failed) f));
end
$$;

comment on function etl.settle_replay(bigint, bigint, bigint, jsonb) is
  'Says of the dead letters that a batch has read which went through, and why the others failed again.';

grant execute on function etl.settle_replay(bigint, bigint, bigint, jsonb) to splitplot_etl;
