-- note_feed_primary(system_identifier, timeline, timeline_from): the subscription follows this server from now on.

create or replace function etl.note_feed_primary(system_identifier bigint, timeline integer, timeline_from pg_lsn)
  returns void
  language sql volatile
  set search_path = pg_catalog, pg_temp
as $$
  insert into etl.feed_primary as p (system_identifier, timeline, timeline_from)
  values (system_identifier, timeline, timeline_from)
  on conflict on constraint feed_primary_pkey do update
  set (system_identifier, timeline, timeline_from, noted_at) =
    (excluded.system_identifier, excluded.timeline, excluded.timeline_from, clock_timestamp())
  where (p.system_identifier, p.timeline, p.timeline_from)
    is distinct from (excluded.system_identifier, excluded.timeline, excluded.timeline_from)
$$;

comment on function etl.note_feed_primary(bigint, integer, pg_lsn) is 'Remembers which primary the subscription follows.';
