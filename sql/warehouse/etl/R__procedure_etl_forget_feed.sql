-- forget_feed(): takes the subscription and the copied configuration away, so that the feed can be built anew.
--
-- For a feed that cannot go on: its replication slot is lost, or its primary is another one now. Facts stay;
-- the copy that the next start of the feed makes brings only those that are not here. The slot on the primary
-- is left alone, because this side may not reach it.
--
-- In two transactions. A worker that copies a table makes a slot on the primary, which waits there for all older
-- transactions. Where primary and warehouse are databases of one server ours is one of them, and dropping the
-- subscription would wait for that worker's slot: for ever, and unseen by the search for deadlocks. So the workers end
-- first. A procedure with settings of its own cannot commit, so each transaction sets its path.

create or replace procedure etl.forget_feed()
  language plpgsql
as $$
declare
  patience_until constant timestamptz := pg_catalog.clock_timestamp() + interval '60 seconds';
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  alter subscription splitplot_feed disable;
  commit;

  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  while exists (
    select
    from pg_stat_subscription s
    where s.subname = 'splitplot_feed' and s.pid is not null
      and s.subid in (
        select u.oid from pg_subscription u join pg_database d on d.oid = u.subdbid
        where d.datname = current_database()))
  loop
    if clock_timestamp() > patience_until then
      raise exception 'the workers of the subscription splitplot_feed have not ended within a minute'
        using hint = 'they wait for old transactions of the primary: end those, and call this again';
    end if;
    perform pg_sleep(0.02);
  end loop;
  alter subscription splitplot_feed set (slot_name = none);
  drop subscription splitplot_feed;
  delete from etl.feed_primary;
  update etl.feed_resume r
  set (verdict, ended_at) = ('abandoned', clock_timestamp())
  where r.verdict = 'running';
  truncate splitplot.unit_type, splitplot.layer, splitplot.experiment, splitplot.variant, splitplot.phase,
    splitplot.phase_variant, splitplot.metric, splitplot.experiment_metric, splitplot.allocation,
    splitplot.phase_plan, splitplot.conclusion, splitplot.feed_heartbeat;
end
$$;

comment on procedure etl.forget_feed() is
  'Drops the subscription splitplot_feed (not its slot on the primary) and empties the copied configuration. '
  'Superusers only, outside of a transaction.';
