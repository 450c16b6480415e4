-- beat(writer): says that the writer is there; the warehouse sees it by way of the feed.
--
-- Rows of writers that have been silent for a day are taken away, so that hosts that are gone leave nothing behind.

create or replace function splitplot.beat(writer text)
  returns void
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  delete from splitplot.feed_heartbeat h
  where h.writer <> beat.writer and h.beat_at < clock_timestamp() - interval '1 day';
  insert into splitplot.feed_heartbeat as h (writer, beat_at)
  values (beat.writer, clock_timestamp())
  on conflict on constraint feed_heartbeat_pkey do update set beat_at = excluded.beat_at
$$;

comment on function splitplot.beat(text) is 'Writes the heartbeat of a process that runs the feed.';

grant execute on function splitplot.beat(text) to splitplot_feed;
