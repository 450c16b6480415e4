-- advance(): brings the rollups up to the facts that have arrived, in one transaction.
--
-- Of several callers at a time one works and the others are told that nothing was done.
--
-- The instant from which readers see the batch is taken last, under a lock that is held until the commit
-- is visible. A reader that takes the lock before it looks at the clock (report.instant) therefore
-- knows exactly the batches that were visible at that time.

create or replace function rollup.advance(
  out advanced boolean, out more boolean, out exposure_count bigint, out event_count bigint, out unit_count bigint)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  started_at constant timestamptz := clock_timestamp();
  previous etl.batch;
  reached etl.batch;
  remeasured integer[];
begin
  advanced := false;
  more := false;
  if not pg_try_advisory_xact_lock(hashtext('splitplot.rollup')) then
    return;
  end if;
  select b.* into previous from etl.batch b order by b.batch_id desc limit 1;
  reached := rollup.next_watermark(previous);
  remeasured := rollup.update_measured(previous.batch_id);
  if reached is not distinct from previous and remeasured is null then
    return;
  end if;
  select t.* into exposure_count, event_count, unit_count
  from rollup.take_in(previous, reached, remeasured) t;

  perform pg_advisory_xact_lock(hashtext('splitplot.report'));
  insert into etl.batch
    (started_at, visible_at, feed_exposure_to, feed_event_to, import_exposure_to, import_event_to,
     exposure_count, event_count, unit_count)
  values
    (started_at, greatest(clock_timestamp(), previous.visible_at + interval '1 microsecond'),
     reached.feed_exposure_to, reached.feed_event_to, reached.import_exposure_to, reached.import_event_to,
     exposure_count, event_count, unit_count);
  advanced := true;
  more := rollup.next_watermark(reached) is distinct from reached;
end
$$;

comment on function rollup.advance() is
  'Rolls up what has arrived since the newest batch. advanced: something was done, with the counts of the '
  'new batch; more: call again at once.';

grant execute on function rollup.advance() to splitplot_etl;
