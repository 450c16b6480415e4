-- replay_refused_rows(): puts every refused row that waits through its inlet again; those that are taken are resolved.
--
-- Draws arrivals of the feed, of which there must be one drawer at a time: the apply worker must not run meanwhile.
-- A row that its inlet puts aside anew stands there as a new row, so the old one goes.

create or replace function etl.replay_refused_rows(out stored bigint, out refused bigint)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  waiting etl.refused_row;
  newest bigint;
begin
  stored := 0;
  refused := 0;
  lock table etl.refused_row in share row exclusive mode;
  if exists (
    select from etl.feed_state f where f.is_enabled or f.is_applying)
  then
    raise exception 'refused rows are not replayed while the feed applies, as both would number what arrives'
      using errcode = 'object_in_use', hint = 'Run ./splitplot warehouse replay, which halts the feed for that long.';
  end if;
  select coalesce(max(r.refused_row_id), 0) into newest from etl.refused_row r;
  for waiting in
    select * from etl.refused_row r where r.resolved_at is null and r.refused_row_id <= newest order by r.refused_row_id
  loop
    begin
      perform etl.put_row(waiting.source_table, waiting.content);
      delete from etl.refused_row r
      where r.refused_row_id = waiting.refused_row_id
        and exists (select from etl.refused_row n where n.refused_row_id > newest and n.content = r.content);
      if found then
        refused := refused + 1;
      else
        update etl.refused_row r set resolved_at = clock_timestamp() where r.refused_row_id = waiting.refused_row_id;
        stored := stored + 1;
      end if;
    exception
      when others then
        update etl.refused_row r set code = sqlstate, detail = sqlerrm
        where r.refused_row_id = waiting.refused_row_id;
        refused := refused + 1;
    end;
  end loop;
end
$$;

comment on function etl.replay_refused_rows() is
  'Stores the refused rows that can be stored now; counts those and the others. Only while the feed is halted.';
