-- Batches: how far the rollups have come, and when the world could see it.

create table etl.batch (
  batch_id           bigint generated always as identity primary key,
  started_at         timestamptz not null,
  visible_at         timestamptz not null,
  feed_exposure_to   bigint not null,
  feed_event_to      bigint not null,
  import_exposure_to bigint not null,
  import_event_to    bigint not null,
  exposure_count     bigint not null,
  event_count        bigint not null,
  unit_count         bigint not null,
  constraint batches_become_visible_one_after_another unique (visible_at)
);

comment on table etl.batch is 'One row an advance of the rollups. The newest is the watermark.';
comment on column etl.batch.visible_at is
  'From this instant on readers saw the batch. A report as of t uses the last batch with visible_at <= t.';
comment on column etl.batch.feed_exposure_to is 'Last arrival of the primary''s exposures that is rolled up.';
comment on column etl.batch.feed_event_to is 'Last arrival of the primary''s events that is rolled up.';
comment on column etl.batch.import_exposure_to is 'Last arrival of imported exposures that is rolled up.';
comment on column etl.batch.import_event_to is 'Last arrival of imported events that is rolled up.';
comment on column etl.batch.exposure_count is 'Exposures that this batch added.';
comment on column etl.batch.event_count is 'Events (one a unit) that this batch added.';
comment on column etl.batch.unit_count is 'Units of experiments that this batch measured anew.';

-- The beginning: nothing was known. So there is always a newest batch, and every instant has one.
insert into etl.batch
  (started_at, visible_at, feed_exposure_to, feed_event_to, import_exposure_to, import_event_to,
   exposure_count, event_count, unit_count)
values ('-infinity', '-infinity', 0, 0, 0, 0, 0, 0, 0);

grant select on etl.batch to splitplot_analyst, splitplot_etl;
