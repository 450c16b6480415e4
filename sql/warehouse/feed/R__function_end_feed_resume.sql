-- end_feed_resume(feed_resume_id, slot_at, tables_differ): ends a resume with its verdict, by what pg_temp.missing and
-- pg_temp.phantom hold in the end.

create or replace function etl.end_feed_resume(feed_resume_id bigint, slot_at pg_lsn, tables_differ integer)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  differ bigint;
begin
  with left_over as (
    select * from pg_temp.missing union all select * from pg_temp.phantom
  ),
  noted as (
    update etl.feed_resume_hour h
    set differs = exists (
      select from left_over d
      where d.fact = h.fact and d.received_at >= h.hour and d.received_at < h.hour + interval '1 hour')
    where h.feed_resume_id = end_feed_resume.feed_resume_id
  )
  select count(distinct (d.fact, date_bin('1 hour', d.received_at, timestamptz '2000-01-01 00:00:00Z'))) into differ
  from left_over d;
  update etl.feed_resume r
  set hours_differ = differ,
      tables_differ = end_feed_resume.tables_differ,
      slot_at = end_feed_resume.slot_at,
      ended_at = clock_timestamp(),
      verdict = case when (differ, tables_differ) = (0, 0) then 'equal' else 'different' end
  where r.feed_resume_id = end_feed_resume.feed_resume_id;
end
$$;

comment on function etl.end_feed_resume(bigint, pg_lsn, integer) is 'Writes the verdict of the resume that runs.';
