-- move_checkpoint(line_id, batch_id): moves how far a line has read an origin to where a batch has come.
--
-- Only from where it stands: two runs of a line, or a run that went on after its rows were stored by another, would read rows
-- twice.

create or replace function etl.move_checkpoint(line_id smallint, batch_id bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  batch etl.line_batch;
  stands_at jsonb;
begin
  select b.* into strict batch from etl.line_batch b where b.batch_id = move_checkpoint.batch_id;
  select c.position into stands_at
  from etl.checkpoint c
  where c.line_id = move_checkpoint.line_id and c.origin = batch.origin
  for update;
  if stands_at is distinct from batch.position_from then
    raise exception 'the line has read % from another place than its checkpoint', batch.origin
      using errcode = 'SP005', hint = 'another run of it has come before: run the line again, nothing was stored by this one';
  end if;
  insert into etl.checkpoint as c (line_id, origin, position, batch_id)
  values (line_id, batch.origin, batch.position_to, batch_id)
  on conflict on constraint a_line_is_at_one_place_of_an_origin do update
  set (position, batch_id, reached_at) = (excluded.position, excluded.batch_id, clock_timestamp());
end
$$;

comment on function etl.move_checkpoint(smallint, bigint) is
  'Sets the checkpoint of the batch''s origin to the end of the batch. Fails with SP005 when it is not at its beginning.';
