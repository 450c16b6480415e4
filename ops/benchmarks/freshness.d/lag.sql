-- How old each new event was, in milliseconds, when its batch could be seen, and when the first report was answered that
-- had begun after: of each the median, the 99th percentile and the most.

with seen as materialized (
  select b.batch_id, b.feed_event_to, lag(b.feed_event_to) over (order by b.batch_id) as after, b.visible_at,
    (select min(r.ended_at) from bench.report r where r.started_at >= b.visible_at) as answered_at
  from etl.batch b
),
event as (
  select
    1000 * extract(epoch from s.visible_at - e.received_at)::float8 as visible,
    1000 * extract(epoch from s.answered_at - e.received_at)::float8 as answered
  from seen s
  join fact.event e on e.source = 0 and e.arrival > s.after and e.arrival <= s.feed_event_to
  where s.batch_id > (select batch_id from bench.beginning)
)
select
  percentile_disc(0.5) within group (order by visible), percentile_disc(0.99) within group (order by visible), max(visible),
  percentile_disc(0.5) within group (order by answered), percentile_disc(0.99) within group (order by answered), max(answered)
from event
