-- begin_feed_resume(way, system_identifier, timeline, timeline_from): writes down that the feed is to go on with a server.
--
-- Done again, after a kill, it is the same resume: what it had done but this was one transaction, and is undone.

create or replace function etl.begin_feed_resume(
  way text, system_identifier bigint, timeline integer, timeline_from pg_lsn)
  returns bigint
  language sql volatile
  set search_path = pg_catalog, pg_temp
as $$
  insert into etl.feed_resume as r
    (way, system_identifier, from_timeline, to_timeline, timeline_from, applied_to)
  values (
    way, system_identifier, (select p.timeline from etl.feed_primary p), begin_feed_resume.timeline,
    begin_feed_resume.timeline_from,
    (select pg_replication_origin_progress('pg_' || s.oid, false)
     from pg_subscription s
     join pg_replication_origin o on o.roname = 'pg_' || s.oid
     where s.subname = 'splitplot_feed'
       and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())))
  on conflict (verdict) where verdict = 'running' do update
  set (way, system_identifier, to_timeline, timeline_from) =
    (excluded.way, excluded.system_identifier, excluded.to_timeline, excluded.timeline_from)
  returning r.feed_resume_id
$$;

comment on function etl.begin_feed_resume(text, bigint, integer, pg_lsn) is
  'Gives the number of the resume that runs from now on. Superusers only.';
