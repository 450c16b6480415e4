-- A pulse that the feed carries to the warehouse, so that its lag in time is known also when nothing else happens.

create table splitplot.feed_heartbeat (
  writer  text primary key,
  beat_at timestamptz not null,
  constraint a_writer_has_1_to_256_bytes check (octet_length(writer) between 1 and 256)
) with (fillfactor = 25);

comment on table splitplot.feed_heartbeat is
  'When each process that runs the feed was last heard; replicated. One row a writer, updated in place: every update is '
  'HOT, so that the table stays a page.';
comment on column splitplot.feed_heartbeat.beat_at is 'By the primary''s clock.';

grant select on splitplot.feed_heartbeat to splitplot_analyst, splitplot_feed;

alter publication splitplot_warehouse add table splitplot.feed_heartbeat;
