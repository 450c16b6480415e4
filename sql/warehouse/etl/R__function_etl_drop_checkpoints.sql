-- drop_checkpoints(line_id, origins): forgets how far origins were read that are read to their end and gone.
--
-- For pushes, each of which is an origin of its own: the line would have ever more of them. What they became stays in
-- etl.line_batch.

create or replace function etl.drop_checkpoints(line_id smallint, origins text[])
  returns void
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  delete from etl.checkpoint c
  where c.line_id = drop_checkpoints.line_id and c.origin = any (origins) and (c.position ->> 'whole')::boolean
$$;

comment on function etl.drop_checkpoints(smallint, text[]) is
  'Forgets how far a line has read origins that no longer exist. One that was not read to its end is kept.';

grant execute on function etl.drop_checkpoints(smallint, text[]) to splitplot_etl;
