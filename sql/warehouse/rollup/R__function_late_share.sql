-- late_share(batch): how many of the feed's newest events came in long after they had happened.
--
-- Of the newest 1,000 by the order of arrival and of 8 days, so that it costs the same whatever there is. What was imported is late by
-- nature. Runs as its owner, as those who read reports may not see events.

create or replace function rollup.late_share(batch etl.batch, out events bigint, out late bigint)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  known constant etl.batch := (select b from etl.batch b where b.batch_id = batch.batch_id);
begin
  select count(*), count(*) filter (where newest.received_at > newest.occurred_at + interval '1 hour')
  into events, late
  from (
    select e.occurred_at, e.received_at
    from fact.event e
    where e.source = 0
      and e.arrival <= known.feed_event_to
      and e.arrived_on between known.feed_event_day - 7 and known.feed_event_day
    order by e.arrival desc
    limit 1000
  ) newest;
end
$$;

comment on function rollup.late_share(etl.batch) is
  'How many of the newest events of the primary, as known at the batch, were looked at (at most 1,000), and how many of '
  'them were received more than an hour after they had occurred.';

grant execute on function rollup.late_share(etl.batch) to splitplot_analyst, splitplot_reporter;
