-- round.sql: :events new events of units that are there, as the inlet stores them, and one round of the rollups; keeps how
-- long the round took, in milliseconds, when :kept; fails when the round
-- did not take them in. As many of each name as facts.sql makes, of days of its units' windows.

insert into fact.event
  (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, occurred_at, received_at)
select 0, nextval('fact.feed_event_arrival'), gen_random_uuid(), 'user', u.unit_id,
  case n % 8 when 0 then 'order' when 1 then 'before' else 'spend' end, case when n % 8 > 0 then (n % 1000) / 10.0 end,
  case n % 8 when 0 then 'o-' || n end, case n % 8 when 0 then n % 10000 end, case n % 8 when 0 then 'EUR' end,
  u.first_exposed_at + interval '1 day', now()
from (
  select n, 1 + floor(random() * (select max(unit_no) from rollup.unit))::bigint as unit_no
  from generate_series(1, :events) n
  offset 0
) drawn
cross join lateral (
  select r.unit_id, x.first_exposed_at
  from rollup.unit r
  join rollup.exposed_unit x on x.unit_no = r.unit_no
  where r.unit_no = drawn.unit_no
  limit 1
) u;

select clock_timestamp() as began \gset
select 1 / (event_count = :events)::integer from rollup.advance() \g /dev/null
insert into bench.round (milliseconds) select 1000 * extract(epoch from clock_timestamp() - :'began') where :kept;
