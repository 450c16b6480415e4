-- move_checkpoints(line_id, batch_id, positions_from, positions_to): moves how far a line has read its origins.
--
-- Only from where it stands: two runs of a line, or a run that went on after its rows were stored by another, would read rows
-- twice.

create or replace function etl.move_checkpoints(line_id smallint, batch_id bigint, positions_from jsonb, positions_to jsonb)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  gone_wrong text;
begin
  select string_agg(p.origin, ', ') into gone_wrong
  from jsonb_each(positions_to) p(origin, position)
  left join etl.checkpoint c on c.line_id = move_checkpoints.line_id and c.origin = p.origin
  where coalesce(c.position, 'null') <> coalesce(positions_from -> p.origin, 'null');
  if gone_wrong is not null then
    raise exception 'the line has read % from another place than its checkpoint', gone_wrong
      using errcode = 'SP005', hint = 'another run of it has come before: run the line again, nothing was stored by this one';
  end if;
  insert into etl.checkpoint as c (line_id, origin, position, batch_id)
  select line_id, p.origin, p.position, batch_id
  from jsonb_each(positions_to) p(origin, position)
  on conflict on constraint a_line_is_at_one_place_of_an_origin do update
  set (position, batch_id, reached_at) = (excluded.position, excluded.batch_id, clock_timestamp());
end
$$;

comment on function etl.move_checkpoints(smallint, bigint, jsonb, jsonb) is
  'Sets the checkpoints of the origins, given by name with their positions. Fails with SP005 when one is not at its old '
  'position.';
