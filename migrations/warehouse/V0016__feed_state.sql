-- How the feed is: its heartbeat, rows that the warehouse could not take, and what the rollups suffer from.

create table splitplot.feed_heartbeat (
  writer  text primary key,
  beat_at timestamptz not null
) with (fillfactor = 25);

comment on table splitplot.feed_heartbeat is
  'Copy of the primary''s table: the newest heartbeat that was applied tells how far behind the primary this is, in time.';
comment on column splitplot.feed_heartbeat.beat_at is 'By the primary''s clock.';

create table etl.refused_row (
  refused_row_id bigint generated always as identity primary key,
  source_table   text not null,
  content        jsonb not null,
  code           text not null,
  detail         text not null,
  finish_lsn     pg_lsn,
  refused_at     timestamptz not null default clock_timestamp(),
  resolved_at    timestamptz,
  constraint a_refused_row_came_by_an_inlet check (source_table in ('exposure', 'event'))
);

comment on table etl.refused_row is
  'Facts of the primary that the warehouse could not store. They are in no report until etl.replay_refused_rows() takes them.';
comment on column etl.refused_row.content is 'The row as the primary has it.';
comment on column etl.refused_row.code is 'SQLSTATE of the error.';
comment on column etl.refused_row.finish_lsn is
  'Where the transaction ends that was skipped as a whole; null: the inlet put the row here, and the feed went on.';
comment on column etl.refused_row.resolved_at is 'When it was stored after all, with those that the transaction lost; null: it waits.';

create index refused_row_that_waits on etl.refused_row (refused_row_id) where resolved_at is null;

create table etl.rollup_problem (
  is_the_only_row boolean primary key default true,
  detail          text not null,
  since           timestamptz not null,
  constraint there_is_one_row check (is_the_only_row)
);

comment on table etl.rollup_problem is 'Why the rollups cannot advance; empty while they can.';
comment on column etl.rollup_problem.since is 'When the first round failed of those that failed since.';

grant select on splitplot.feed_heartbeat to splitplot_analyst, splitplot_etl, splitplot_reporter;
grant select on etl.refused_row to splitplot_analyst, splitplot_etl;
grant select on etl.rollup_problem to splitplot_analyst, splitplot_etl, splitplot_reporter;
