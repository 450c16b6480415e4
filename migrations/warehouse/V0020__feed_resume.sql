-- Which server the feed follows, and how it went on after each failover of the primary.

set local lock_timeout = '10s';

create table etl.feed_primary (
  is_the_only_row   boolean primary key default true,
  system_identifier bigint not null,
  timeline          integer not null,
  timeline_from     pg_lsn not null,
  noted_at          timestamptz not null default clock_timestamp(),
  constraint there_is_one_row check (is_the_only_row)
);

comment on table etl.feed_primary is
  'The primary that the subscription follows; empty until a feed has started. A position without its timeline means nothing.';
comment on column etl.feed_primary.system_identifier is 'Of the cluster: the same at its primary and all its standbys.';
comment on column etl.feed_primary.timeline is 'Grows by a promotion.';
comment on column etl.feed_primary.timeline_from is
  'Where the timeline began; two standbys that were both promoted differ here at least.';

create table etl.feed_resume (
  feed_resume_id    bigint generated always as identity primary key,
  way               text not null,
  system_identifier bigint not null,
  from_timeline     integer,
  to_timeline       integer not null,
  timeline_from     pg_lsn not null,
  applied_to        pg_lsn,
  slot_at           pg_lsn,
  began_at          timestamptz not null default clock_timestamp(),
  ended_at          timestamptz,
  hours_compared    bigint,
  hours_differed    bigint,
  hours_differ      bigint,
  missing_count     bigint,
  phantom_count     bigint,
  renamed_count     bigint,
  tables_differ     integer,
  verdict           text not null default 'running',
  constraint a_way_is_stitched_or_followed check (way in ('stitched', 'followed')),
  constraint a_verdict_is_known check (verdict in ('running', 'equal', 'different', 'abandoned')),
  constraint it_runs_until_it_ends check ((verdict = 'running') = (ended_at is null))
);

comment on table etl.feed_resume is 'Each time that the feed went on with a primary that was promoted, and whether it lost anything.';
comment on column etl.feed_resume.way is
  'stitched: with a new slot, so facts were compared, copied and put aside; followed: with a slot that was there at the new '
  'primary, so facts were compared.';
comment on column etl.feed_resume.from_timeline is 'What the feed followed before; null: nobody had noted it.';
comment on column etl.feed_resume.timeline_from is 'Where the new primary''s timeline began.';
comment on column etl.feed_resume.applied_to is 'What the warehouse had applied, a position of the old timeline.';
comment on column etl.feed_resume.slot_at is 'Where the new slot begins: what the new primary had then was compared.';
comment on column etl.feed_resume.hours_compared is 'Hours of received_at in which either side had facts, of exposures and of events.';
comment on column etl.feed_resume.hours_differed is 'Hours that differed at first; feed_resume_hour has them.';
comment on column etl.feed_resume.hours_differ is 'Hours that differed in the end. Promise: 0.';
comment on column etl.feed_resume.missing_count is 'Facts that the warehouse had missed and has now.';
comment on column etl.feed_resume.phantom_count is 'Facts that the new primary does not have, or has otherwise: see phantom_fact.';
comment on column etl.feed_resume.renamed_count is
  'Facts of forgotten units that stand under their old names at the new primary, which lost the forgetting: forget them again.';
comment on column etl.feed_resume.tables_differ is 'Tables of the configuration that differed in the end. Promise: 0.';
comment on column etl.feed_resume.verdict is 'running, also after a kill: the next start begins it anew; equal; different; abandoned.';

create unique index one_feed_resume_runs on etl.feed_resume (verdict) where verdict = 'running';

create table etl.feed_resume_hour (
  feed_resume_id  bigint not null references etl.feed_resume,
  fact            text not null,
  hour            timestamptz not null,
  primary_count   bigint not null,
  warehouse_count bigint not null,
  missing_count   bigint not null default 0,
  phantom_count   bigint not null default 0,
  differs         boolean,
  constraint an_hour_is_compared_once primary key (feed_resume_id, fact, hour),
  constraint a_fact_is_an_exposure_or_an_event check (fact in ('exposure', 'event'))
);

comment on table etl.feed_resume_hour is 'The hours that differed when a feed was resumed; those that are not here were equal.';
comment on column etl.feed_resume_hour.hour is 'Of received_at.';
comment on column etl.feed_resume_hour.primary_count is 'Facts that the primary had; of events one a unit.';
comment on column etl.feed_resume_hour.warehouse_count is 'Facts that the warehouse had at first; of events one a unit.';
comment on column etl.feed_resume_hour.missing_count is 'Facts that were copied.';
comment on column etl.feed_resume_hour.phantom_count is 'Facts that were put aside.';
comment on column etl.feed_resume_hour.differs is 'Whether it differed in the end.';

create table etl.phantom_fact (
  phantom_fact_id bigint generated always as identity primary key,
  feed_resume_id  bigint not null references etl.feed_resume,
  source_table    text not null,
  id              uuid not null,
  content         jsonb not null,
  removed_at      timestamptz not null default clock_timestamp(),
  constraint a_phantom_was_a_fact_or_refused check (source_table in ('exposure', 'event', 'refused_row'))
);

comment on table etl.phantom_fact is
  'Facts that came from a primary that died before any standby had them: no primary knows them any more, so no report counts '
  'them. When a client sends one again it is taken as a new fact.';
comment on column etl.phantom_fact.source_table is 'Where it was: fact.exposure, fact.event (one row a unit) or etl.refused_row.';
comment on column etl.phantom_fact.content is 'The row as it was.';

create index phantom_fact_by_id on etl.phantom_fact (id);

grant select on etl.feed_primary, etl.feed_resume, etl.feed_resume_hour
  to splitplot_analyst, splitplot_etl, splitplot_reporter;
grant select on etl.phantom_fact to splitplot_analyst, splitplot_etl;
