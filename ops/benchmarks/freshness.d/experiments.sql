-- At the primary: five running experiments with the same four metrics.

insert into splitplot.metric (key, kind, event, net, currency, covariate_event)
values
  ('bought', 'proportion', 'order', false, null, null),
  ('views', 'count', 'page_view', false, null, null),
  ('revenue', 'revenue', 'order', true, 'EUR', 'order'),
  ('spend', 'mean', 'spend', false, null, null);
insert into splitplot.experiment (key, unit_type_id, assignment, method)
select 'fresh-' || n, t.unit_type_id, 'external', '{"kind": "fixed_horizon", "alpha": 0.05}'
from generate_series(1, 5) n
cross join splitplot.unit_type t
where t.key = 'user';
insert into splitplot.variant (experiment_id, key, position, is_control)
select e.experiment_id, v.key, v.position, v.position = 1
from splitplot.experiment e
cross join unnest('{a,b}'::text[]) with ordinality v(key, position)
where e.key like 'fresh-%';
insert into splitplot.phase (experiment_id, number, traffic_ppm)
select e.experiment_id, 1, 1000000 from splitplot.experiment e where e.key like 'fresh-%';
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
select p.phase_id, v.variant_id, e.experiment_id, 500000
from splitplot.experiment e
join splitplot.phase p using (experiment_id)
join splitplot.variant v using (experiment_id)
where e.key like 'fresh-%';
insert into splitplot.experiment_metric (experiment_id, metric_id, role)
select e.experiment_id, m.metric_id, 'secondary'
from splitplot.experiment e
cross join splitplot.metric m
where e.key like 'fresh-%' and m.key in ('bought', 'views', 'revenue', 'spend');
select splitplot.start_experiment(e.key) from splitplot.experiment e where e.key like 'fresh-%' order by e.key;

create schema bench;

-- send(units, events, new_units): as a service does that reports a batch: events of units that are there, and exposures of
-- some that are new, to all experiments.
create function bench.send(units integer, events integer, new_units text[])
  returns integer
  language plpgsql
as $$
declare
  stored integer;
begin
  perform splitplot.record_exposures((
    select jsonb_agg(jsonb_build_object(
      'index', row_number, 'id', gen_random_uuid(), 'experiment', 'fresh-' || x.n,
      'variant', case when hashtext(u || x.n) % 2 = 0 then 'a' else 'b' end,
      'unit', jsonb_build_object('user', u), 'occurred_at', clock_timestamp()))
    from (
      select u, n, row_number() over () - 1 as row_number
      from unnest(new_units) u cross join generate_series(1, 5) n
    ) x));
  select r.accepted into stored
  from splitplot.record_events((
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'index', e.n, 'id', gen_random_uuid(), 'units', jsonb_build_object('user', 'u' || 1 + floor(random() * units)::integer),
      'name', e.name,
      'value', case when e.name = 'spend' then (random() * 100)::numeric(6, 2) end,
      'order_key', case when e.name in ('order', 'return') then 'o' || (random() * 10)::integer end,
      'amount_minor', case when e.name in ('order', 'return') then (random() * 10000)::integer end,
      'currency', case when e.name in ('order', 'return') then 'EUR' end,
      'occurred_at', clock_timestamp())))
    from (
      select n, case when r < 0.75 then 'page_view' when r < 0.85 then 'order' when r < 0.97 then 'spend' else 'return' end as name
      from (select n, random() as r from generate_series(0, events - 1) n offset 0) drawn
    ) e)) r;
  return stored;
end
$$;
