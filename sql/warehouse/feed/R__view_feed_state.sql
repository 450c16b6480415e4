-- feed_state: how the feed and the rollups are, in one row, as seen from the warehouse.
--
-- Facts that wait are counted no further than anybody wants to know.

create or replace view etl.feed_state as
select
  s.oid is not null as is_subscribed,
  coalesce(s.subenabled, false) as is_enabled,
  w.pid is not null as is_applying,
  clock_timestamp() - w.latest_end_time as silence,
  w.latest_end_lsn as applied_to,
  coalesce(r.copied, 0) as copied,
  coalesce(r.tables, 0) as tables,
  clock_timestamp() - (select max(h.beat_at) from splitplot.feed_heartbeat h) as heartbeat_age,
  coalesce(e.apply_error_count, 0) as apply_errors,
  coalesce(e.sync_error_count, 0) as copy_errors,
  case when isfinite(b.visible_at) then b.batch_id else 0 end as batch_id,
  clock_timestamp() - nullif(b.visible_at, '-infinity') as batch_age,
  b.feed_exposure_to,
  b.feed_event_to,
  (select count(*) from (
     select
     from fact.exposure x
     where x.source = 0 and x.arrival > b.feed_exposure_to and x.arrived_on >= b.feed_exposure_day
     limit 100000) waiting)
  + (select count(*) from (
       select
       from fact.event v
       where v.source = 0 and v.arrival > b.feed_event_to and v.arrived_on >= b.feed_event_day
       limit 100000) waiting)
    as waiting_facts,
  (select count(*) from etl.refused_row f where f.resolved_at is null) as refused_rows,
  p.detail as rollup_problem,
  clock_timestamp() - p.since as rollup_problem_age
from (select * from etl.batch order by batch_id desc limit 1) b
left join pg_subscription s
  on s.subname = 'splitplot_feed'
 and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
left join pg_stat_subscription w on w.subid = s.oid and w.relid is null
left join pg_stat_subscription_stats e on e.subid = s.oid
left join lateral (
  select count(*) as tables, count(*) filter (where t.srsubstate = 'r') as copied
  from pg_subscription_rel t
  where t.srsubid = s.oid
) r on true
left join etl.rollup_problem p on true;

comment on view etl.feed_state is 'How the feed and the rollups are; one row.';
comment on column etl.feed_state.silence is 'Since when the apply worker heard nothing of the primary; null: it does not run.';
comment on column etl.feed_state.applied_to is 'The primary''s position up to which all is applied; null: the worker does not run.';
comment on column etl.feed_state.copied is 'Tables whose first copy is made.';
comment on column etl.feed_state.heartbeat_age is
  'Age of the newest heartbeat of the primary that was applied: the lag in time, as right as both clocks; null: none came yet.';
comment on column etl.feed_state.apply_errors is 'Errors of the apply worker since the statistics were reset.';
comment on column etl.feed_state.batch_id is 'The newest batch of the rollups; 0: there was none.';
comment on column etl.feed_state.batch_age is 'Since when the newest batch can be seen; null: there was none.';
comment on column etl.feed_state.waiting_facts is
  'Facts of the feed that have arrived and are in no report, of each table 100,000 at most.';
comment on column etl.feed_state.refused_rows is 'Rows of etl.refused_row that wait.';
comment on column etl.feed_state.rollup_problem is 'What the rollups suffer from; null: nothing.';

grant select on etl.feed_state to splitplot_analyst, splitplot_etl, splitplot_reporter;
