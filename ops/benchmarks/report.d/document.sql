-- Rollups of :units units in one experiment, and what :calls reports of it take.

select setseed(0.5);

insert into splitplot.unit_type (unit_type_id, key, description) values (1, 'user', '');
insert into splitplot.experiment
  (experiment_id, key, unit_type_id, assignment, salt, algorithm, state, hypothesis, method, version, created_at, started_at)
values (1, 'big', 1, 'external', 's', 1, 'running', '', '{"kind": "always_valid", "alpha": 0.05, "planned_units": 5000000}',
        1, '2026-01-01', '2026-01-01');
insert into splitplot.variant (variant_id, experiment_id, key, position, is_control)
select v, 1, (array['control', 'green', 'red', 'blue'])[v], v, v = 1 from generate_series(1, 4) v;
insert into splitplot.phase (phase_id, experiment_id, number, valid, traffic_ppm)
select p, 1, p, tstzrange('2026-01-01'::timestamptz + (p - 1) * interval '10 days', '2026-01-01'::timestamptz + p * interval '10 days'),
  p * 300000
from generate_series(1, 3) p;
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
select p, v, 1, 250000, '{}' from generate_series(1, 3) p, generate_series(1, 4) v;
insert into splitplot.metric
  (metric_id, key, version, kind, event, net, currency, covariate_event, direction, description, created_at)
values
  (1, 'bought', 1, 'proportion', 'order', false, null, null, 'increase', '', '2026-01-01'),
  (2, 'spend', 1, 'mean', 'spend', false, null, 'before', 'increase', '', '2026-01-01'),
  (3, 'revenue', 1, 'revenue', 'order', true, 'EUR', null, 'increase', '', '2026-01-01'),
  (4, 'pages', 1, 'count', 'page_view', false, null, null, 'increase', '', '2026-01-01'),
  (5, 'complaints', 1, 'count', 'complaint', false, null, null, 'decrease', '', '2026-01-01');
insert into splitplot.experiment_metric (experiment_id, metric_id, role)
select 1, m, case when m <= 2 then 'primary' when m <= 4 then 'secondary' else 'guardrail' end from generate_series(1, 5) m;
insert into rollup.measured
  (experiment_id, metric_id, unit_type, kind, event, net, currency, covariate_event, after_batch_id)
select 1, m.metric_id, 'user', m.kind, m.event, m.net, m.currency, m.covariate_event, (select max(batch_id) from etl.batch)
from splitplot.metric m;
insert into etl.batch
  (started_at, visible_at, feed_exposure_to, feed_event_to, import_exposure_to, import_event_to,
   exposure_count, event_count, unit_count)
values (now(), now(), :units, 0, 0, 0, :units, 0, :units);

-- Equal days, each a phase's tenth; values have a mean and a variance that differ a little from cell to cell.
insert into rollup.traffic (experiment_id, phase_id, variant_id, day, unit_count, multiple_count)
select 1, 1 + d / 10, v, '2026-01-01'::date + d, :units / 120, 0
from generate_series(0, 29) d, generate_series(1, 4) v;
insert into rollup.moments
  (experiment_id, metric_id, phase_id, variant_id, day, sum_y, sum_yy, sum_x, sum_xx, sum_xy, sum_z, sum_zz, sum_yz, sum_xz,
   sum_cubes)
select
  1, m, t.phase_id, t.variant_id, t.day, c.y, c.y * (2 + m), c.x, c.x * 3, case when m = 2 then c.y + c.x else 0 end,
  0, 0, 0, 0, c.y * (5 + m)
from rollup.traffic t
cross join generate_series(1, 5) m
cross join lateral (
  select
    floor(t.unit_count * (0.3 + 0.001 * random() + 0.002 * t.variant_id) * m)::numeric as y,
    case when m = 2 then floor(t.unit_count * (1 + 0.001 * random())) else 0 end::numeric as x
  where m > 0 and t.day is not null
) c;
vacuum analyze rollup.traffic;
vacuum analyze rollup.moments;

create procedure pg_temp.measure(calls integer)
  language plpgsql
as $$
declare
  began_at timestamptz;
begin
  for n in -20 .. calls loop
    began_at := clock_timestamp();
    perform report.document('big');
    if n > 0 then
      insert into pg_temp.took values (1000 * extract(epoch from clock_timestamp() - began_at));
    end if;
    commit;
  end loop;
end
$$;

create temporary table took (milliseconds float8);
call pg_temp.measure(:calls);
select 'document', percentile_cont(0.5) within group (order by milliseconds),
  percentile_cont(0.99) within group (order by milliseconds)
from pg_temp.took;
