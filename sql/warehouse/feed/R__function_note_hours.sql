-- note_hours(feed_resume_id, seed): compares the hours and writes down those that differ.

create or replace function etl.note_hours(feed_resume_id bigint, seed bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
  with compared as materialized (
    select c.* from etl.compare_hours(seed) c
  ),
  noted as (
    insert into etl.feed_resume_hour (feed_resume_id, fact, hour, primary_count, warehouse_count)
    select feed_resume_id, c.fact, c.hour, c.primary_count, c.warehouse_count from compared c where c.differs
  )
  update etl.feed_resume r
  set (hours_compared, hours_differed) =
    (select count(*), count(*) filter (where c.differs) from compared c)
  where r.feed_resume_id = note_hours.feed_resume_id;
end
$$;

comment on function etl.note_hours(bigint, bigint) is
  'Fills etl.feed_resume_hour from pg_temp.primary_hour and the facts of the feed.';
