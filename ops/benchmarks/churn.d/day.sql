-- day.sql: five experiments, and procedures that let :hours hours pass for :units units.

insert into splitplot.unit_type (unit_type_id, key, description) values (1, 'user', '');
insert into splitplot.experiment
  (experiment_id, key, unit_type_id, assignment, layer_id, salt, algorithm, state, hypothesis, method, version,
   created_at, started_at)
select n, 'churn-' || n, 1, 'external', null, 's', 1, 'running', '', '{"kind": "fixed_horizon", "alpha": 0.05}', 1,
  '2026-01-01', '2026-01-01'
from generate_series(1, 5) n;
insert into splitplot.variant (variant_id, experiment_id, key, position, is_control)
select 10 * e + p, e, chr(96 + p), p, p = 1 from generate_series(1, 5) e, generate_series(1, 2) p;
insert into splitplot.phase (phase_id, experiment_id, number, valid, traffic_ppm)
select e, e, 1, '[2026-01-01,)', 1000000 from generate_series(1, 5) e;
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
select e, 10 * e + p, e, 500000, '{}' from generate_series(1, 5) e, generate_series(1, 2) p;
insert into splitplot.metric
  (metric_id, key, version, kind, event, net, currency, covariate_event, direction, description, created_at)
values
  (1, 'bought', 1, 'proportion', 'order', false, null, null, 'increase', '', now()),
  (2, 'views', 1, 'count', 'page_view', false, null, null, 'increase', '', now()),
  (3, 'revenue', 1, 'revenue', 'order', true, 'EUR', 'order', 'increase', '', now()),
  (4, 'spend', 1, 'mean', 'spend', false, null, null, 'increase', '', now());
insert into splitplot.experiment_metric (experiment_id, metric_id, role)
select e, m, 'secondary' from generate_series(1, 5) e, generate_series(1, 4) m;

create schema bench;
create table bench.scale as select :units as units, :hours as hours, 60 as events_a_round;

-- expose(units, at): sessions of these units see all experiments.
create function bench.expose(numbers integer[], at timestamptz)
  returns void language sql
as $$
  insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
  select gen_random_uuid(), e, e, 10 * e + 1 + abs(hashtext(n || '-' || e)) % 2, 'u' || n, at, at
  from unnest(numbers) n cross join generate_series(1, 5) e
$$;

-- happen(units, at): an event of each of these units.
create function bench.happen(numbers integer[], at timestamptz)
  returns void language sql
as $$
  insert into splitplot.event (id, units, name, value, order_key, amount_minor, currency, occurred_at, received_at)
  select gen_random_uuid(), jsonb_build_object('user', 'u' || e.n), e.name,
    case when e.name = 'spend' then (random() * 100)::numeric(6, 2) end,
    case when e.name in ('order', 'return') then 'o' || (random() * 10)::integer end,
    case when e.name in ('order', 'return') then (random() * 10000)::integer end,
    case when e.name in ('order', 'return') then 'EUR' end, at, at
  from (
    select n, case when r < 0.75 then 'page_view' when r < 0.85 then 'order' when r < 0.97 then 'spend' else 'return' end as name
    from (select n, random() as r from unnest(numbers) n offset 0) drawn
  ) e
$$;

-- begin_day(): half of the units are there.
create procedure bench.begin_day()
  language plpgsql
as $$
declare
  scale bench.scale;
begin
  select * into scale from bench.scale;
  perform bench.expose(array(select n from generate_series(1, scale.units / 2) n), '2026-01-01');
  perform bench.happen(array(select n from generate_series(1, scale.units / 2) n, generate_series(1, 5)), '2026-01-01');
  commit;
  while (select a.advanced from rollup.advance() a) loop
    commit;
  end loop;
  create table bench.beginning as select b.batch_id from etl.batch b order by b.batch_id desc limit 1;
end
$$;

-- rounds(): how many there are.
create function bench.rounds()
  returns integer language sql
as $$
  select s.units * 5 * 10 * s.hours / 24 / s.events_a_round from bench.scale s
$$;

-- pass(round): sessions of a round come in and are rolled up; of a unit that was not there before is one the more likely, the
-- more of the time has gone by.
create procedure bench.pass(round integer)
  language plpgsql
as $$
declare
  scale bench.scale;
  share constant float8 := round::float8 / bench.rounds();
  at timestamptz;
  numbers integer[];
begin
  select * into scale from bench.scale;
  at := timestamptz '2026-01-02 00:00:00Z' + share * scale.hours * interval '1 hour';
  numbers := array(
    select 1 + floor(random() * scale.units / 2 * (1 + share))::integer from generate_series(1, scale.events_a_round / 10));
  perform bench.expose(numbers, at);
  perform bench.happen(array(select n from unnest(numbers) n, generate_series(1, 10)), at + interval '1 second');
  commit;
  perform rollup.advance();
end
$$;
