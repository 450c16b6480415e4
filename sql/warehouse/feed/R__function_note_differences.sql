-- note_differences(feed_resume_id, seed): finds the facts by which the noted hours differ, and writes down how many they are.

create or replace function etl.note_differences(feed_resume_id bigint, seed bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  renamed bigint;
begin
  select etl.find_differences(seed, array_agg(h.fact), array_agg(h.hour)) into renamed
  from etl.feed_resume_hour h
  where h.feed_resume_id = note_differences.feed_resume_id;

  update etl.feed_resume_hour h
  set missing_count = (
        select count(*) from pg_temp.missing m
        where m.fact = h.fact and m.received_at >= h.hour and m.received_at < h.hour + interval '1 hour'),
      phantom_count = (
        select count(*) from pg_temp.phantom p
        where p.fact = h.fact and p.received_at >= h.hour and p.received_at < h.hour + interval '1 hour')
  where h.feed_resume_id = note_differences.feed_resume_id;
  update etl.feed_resume r
  set (missing_count, phantom_count, renamed_count) =
    (select (select count(*) from pg_temp.missing), (select count(*) from pg_temp.phantom), coalesce(renamed, 0))
  where r.feed_resume_id = note_differences.feed_resume_id;
end
$$;

comment on function etl.note_differences(bigint, bigint) is
  'Fills pg_temp.missing and pg_temp.phantom for the hours of a resume, and its counts.';
