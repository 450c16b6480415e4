-- advance(): brings the rollups up to the facts that have arrived, in one transaction.
--
-- Of several callers at a time one works and the others are told that nothing was done.
--
-- The primary's facts come all the time, imports once in a while; so that it need not look at all days since the last one,
-- the day of imports is moved when nothing of them is left: while nobody has their lock, the next one will arrive on the
-- newest day or later.
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
  next etl.batch;
  newest_day constant date := fact.newest_day();
  no_import_runs boolean;
  remeasured integer[];
begin
  advanced := false;
  more := false;
  if not pg_try_advisory_xact_lock(hashtext('splitplot.rollup')) then
    return;
  end if;
  select b.* into previous from etl.batch b order by b.batch_id desc limit 1;
  no_import_runs := pg_try_advisory_lock_shared(hashtext('splitplot.import'));
  if no_import_runs then
    perform pg_advisory_unlock_shared(hashtext('splitplot.import'));
  end if;
  reached := rollup.next_watermark(previous, newest_day);
  remeasured := rollup.update_measured(previous.batch_id);
  if reached is not distinct from previous and remeasured is null then
    return;
  end if;
  select t.* into exposure_count, event_count, unit_count, reached.lead_days
  from rollup.take_in(previous, reached, remeasured) t;

  next := rollup.next_watermark(reached, newest_day);
  more := next is distinct from reached;
  if no_import_runs and next.import_exposure_to = reached.import_exposure_to then
    reached.import_exposure_day := greatest(reached.import_exposure_day, newest_day);
  end if;
  if no_import_runs and next.import_event_to = reached.import_event_to then
    reached.import_event_day := greatest(reached.import_event_day, newest_day);
  end if;

  perform pg_advisory_xact_lock(hashtext('splitplot.report'));
  insert into etl.batch
    (started_at, visible_at, feed_exposure_to, feed_event_to, import_exposure_to, import_event_to,
     exposure_count, event_count, unit_count,
     feed_exposure_day, feed_event_day, import_exposure_day, import_event_day, lead_days)
  values
    (started_at, greatest(clock_timestamp(), previous.visible_at + interval '1 microsecond'),
     reached.feed_exposure_to, reached.feed_event_to, reached.import_exposure_to, reached.import_event_to,
     exposure_count, event_count, unit_count,
     reached.feed_exposure_day, reached.feed_event_day, reached.import_exposure_day, reached.import_event_day,
     reached.lead_days);
  advanced := true;
end
$$;

comment on function rollup.advance() is
  'Rolls up what has arrived since the newest batch. advanced: something was done, with the counts of the '
  'new batch; more: call again at once.';

grant execute on function rollup.advance() to splitplot_etl;
