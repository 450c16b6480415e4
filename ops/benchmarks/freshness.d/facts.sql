-- At the warehouse: what the feed would have brought until now, :units units in all experiments and :facts events.
-- In portions, as advance() takes a million arrivals at most.

insert into fact.exposure
  (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select
  0, nextval('fact.feed_exposure_arrival'), gen_random_uuid(), v.experiment_id, v.phase_id, v.variant_id, 'u' || n,
  now() - interval '10 days' + random() * interval '9 days', now() - interval '1 day'
from generate_series(1, :units) n
cross join splitplot.experiment e
join lateral (
  select pv.*, row_number() over (order by variant_id) as place
  from splitplot.phase_variant pv
  where pv.experiment_id = e.experiment_id
) v on v.place = 1 + abs(hashtext(n::text || e.key)) % 2
where e.key like 'fresh-%';

insert into fact.event
  (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, occurred_at, received_at)
select
  0, nextval('fact.feed_event_arrival'), gen_random_uuid(), 'user', 'u' || 1 + floor(random() * :units)::integer, e.name,
  case when e.name = 'spend' then (random() * 100)::numeric(6, 2) end,
  case when e.name in ('order', 'return') then 'o' || (random() * 10)::integer end,
  case when e.name in ('order', 'return') then (random() * 10000)::integer end,
  case when e.name in ('order', 'return') then 'EUR' end,
  now() - interval '12 days' + random() * interval '11 days', now() - interval '1 day'
from (
  select n, case when r < 0.75 then 'page_view' when r < 0.85 then 'order' when r < 0.97 then 'spend' else 'return' end as name
  from (select n, random() as r from generate_series(1, :facts) n offset 0) drawn
) e;
