-- facts.sql: facts of the warehouse, and a batch that has them while the rollups have nothing.
--
-- One in ten is an exposure. Each unit is in two experiments and has eighteen events, so that a rebuild looks at an event
-- twice.
\set exposures :facts / 10

insert into splitplot.unit_type values (1, 'user', '');
insert into splitplot.experiment
select n, 'e' || n, 1, 'external', null, 's', 1, 'running', '', '{}', 1, '2026-01-01', '2026-01-01', null
from generate_series(1, 2) n;
insert into splitplot.variant select n, (n + 1) / 2, 'v' || n, n, n % 2 = 1 from generate_series(1, 4) n;
insert into splitplot.phase select n, n, 1, '[2026-01-01,)', 1000000, null from generate_series(1, 2) n;
insert into splitplot.metric
  (metric_id, key, version, kind, event, net, currency, metric_window, covariate_event, direction, description, created_at)
values
  (1, 'spend', 1, 'mean', 'spend', false, null, '14 days', 'before', 'increase', '', now()),
  (2, 'revenue', 1, 'revenue', 'order', true, 'EUR', '14 days', null, 'increase', '', now());
insert into splitplot.experiment_metric select e, m, 'primary' from generate_series(1, 2) e, generate_series(1, 2) m;

select fact.make_day(date '2026-01-01' + n) from generate_series(1, 42) n \g /dev/null

insert into fact.exposure
  (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at, arrived_on)
select 0, n, gen_random_uuid(), 1 + n % 2, 1 + n % 2, 1 + 2 * (n % 2) + (n / 4) % 2,
  'unit-' || hashint8(n / 2) || '-' || n / 2, t.at, t.at, (t.at at time zone 'UTC')::date
from generate_series(1, :exposures) n
cross join lateral (select timestamptz '2026-01-02 00:00:00Z' + n * (interval '30 days' / :exposures)) t(at);
insert into fact.event
  (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, occurred_at, received_at, arrived_on)
select 0, n, gen_random_uuid(), 'user', 'unit-' || hashint8(n % (:exposures / 2)) || '-' || n % (:exposures / 2),
  case n % 8 when 0 then 'order' when 1 then 'before' else 'spend' end, case when n % 8 > 0 then (n % 1000) / 10.0 end,
  case n % 8 when 0 then 'o-' || n end, case n % 8 when 0 then n % 10000 end, case n % 8 when 0 then 'EUR' end,
  t.at, t.at, (t.at at time zone 'UTC')::date
from generate_series(1, 9 * :exposures) n
cross join lateral (select timestamptz '2026-01-02 00:00:00Z' + n * (interval '40 days' / (9 * :exposures))) t(at);
select setval('fact.feed_exposure_arrival', :exposures), setval('fact.feed_event_arrival', 9 * :exposures) \g /dev/null
vacuum (analyze) fact.exposure, fact.event;

select rollup.update_measured(1) \g /dev/null
insert into etl.batch
  (started_at, visible_at, feed_exposure_to, feed_event_to, import_exposure_to, import_event_to,
   feed_exposure_day, feed_event_day, import_exposure_day, import_event_day, exposure_count, event_count, unit_count)
values
  (now(), now(), :exposures, 9 * :exposures, 0, 0, '2026-02-11', '2026-02-11', '2026-02-11', '2026-02-11',
   :exposures, 9 * :exposures, :exposures);
