-- forget_feed(): takes the subscription and the copied configuration away, so that the feed can be built anew.
--
-- For a feed that cannot go on: its replication slot is lost, or its primary is another one now. Facts stay;
-- the copy that the next start of the feed makes brings only those that are not here. The slot on the primary
-- is left alone, because this side may not reach it.

create or replace function etl.forget_feed()
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  alter subscription splitplot_feed disable;
  alter subscription splitplot_feed set (slot_name = none);
  drop subscription splitplot_feed;
  truncate splitplot.unit_type, splitplot.layer, splitplot.experiment, splitplot.variant, splitplot.phase,
    splitplot.phase_variant, splitplot.metric, splitplot.experiment_metric, splitplot.allocation,
    splitplot.phase_plan, splitplot.conclusion;
end
$$;

comment on function etl.forget_feed() is
  'Drops the subscription splitplot_feed (not its slot on the primary) and empties the copied configuration. '
  'Superusers only.';
