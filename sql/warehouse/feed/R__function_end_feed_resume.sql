-- end_feed_resume(feed_resume_id, seed, slot_at): compares once more, and writes the verdict.
--
-- An hour may look different and not be: it holds facts of forgotten units, or those that an import brought.

create or replace function etl.end_feed_resume(feed_resume_id bigint, seed bigint, slot_at pg_lsn)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  facts text[];
  hours timestamptz[];
  differ bigint;
begin
  select array_agg(c.fact), array_agg(c.hour) into facts, hours from etl.compare_hours(seed) c where c.differs;
  perform etl.find_differences(seed, facts, hours);
  update etl.feed_resume_hour h
  set differs = exists (
    select
    from (select * from pg_temp.missing union all select * from pg_temp.phantom) d
    where d.fact = h.fact and d.received_at >= h.hour and d.received_at < h.hour + interval '1 hour')
  where h.feed_resume_id = end_feed_resume.feed_resume_id;
  select count(distinct (d.fact, date_bin('1 hour', d.received_at, timestamptz '2000-01-01 00:00:00Z'))) into differ
  from (select * from pg_temp.missing union all select * from pg_temp.phantom) d;
  update etl.feed_resume r
  set hours_differ = differ,
      slot_at = end_feed_resume.slot_at,
      ended_at = clock_timestamp(),
      verdict = case when differ = 0 then 'equal' else 'different' end
  where r.feed_resume_id = end_feed_resume.feed_resume_id;
end
$$;

comment on function etl.end_feed_resume(bigint, bigint, pg_lsn) is 'Ends a resume with its verdict.';
