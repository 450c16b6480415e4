-- What the tests of the warehouse build on. Include it after a test's begin: \ir fixtures.sql
--
-- A test is one transaction that is rolled back, so nothing here is ever stored. Facts come in by the inlets, as the
-- feed's do. Time is counted in hours from the beginning of 2020.

insert into splitplot.unit_type (unit_type_id, key, description)
values (1, 'user', ''), (2, 'session', '');

-- hour(n): n hours after the beginning.
create function pg_temp.hour(n numeric)
  returns timestamptz
  language sql immutable
as $$
  select timestamptz '2020-01-01 00:00:00Z' + n * interval '1 hour'
$$;

-- make_experiment(key, variants, weights, method, state): an experiment on users with one phase; the first variant
-- is the control. It started at hour 0, unless it is a draft.
create function pg_temp.make_experiment(
  key text, variants text[] default '{control,green}', weights integer[] default '{500000,500000}',
  method jsonb default '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 1}', state text default 'running')
  returns void
  language plpgsql
as $$
declare
  made integer := 1 + (select count(*) from splitplot.experiment);
begin
  insert into splitplot.experiment
    (experiment_id, key, unit_type_id, assignment, layer_id, salt, algorithm, state, hypothesis, method, version,
     created_at, started_at, stopped_at)
  values
    (made, make_experiment.key, 1, 'external', null, 'salt', 1, make_experiment.state, '', make_experiment.method, 1,
     pg_temp.hour(0),
     case when make_experiment.state <> 'draft' then pg_temp.hour(0) end,
     case when make_experiment.state in ('stopped', 'concluded') then pg_temp.hour(1000) end);
  insert into splitplot.variant (variant_id, experiment_id, key, position, is_control)
  select made * 10 + v.place, made, v.key, v.place, v.place = 1
  from unnest(variants) with ordinality as v(key, place);
  perform pg_temp.make_phase(make_experiment.key, 1, weights);
end
$$;

-- make_phase(experiment, number, weights): a phase with these weights of the variants.
create function pg_temp.make_phase(experiment text, number integer, weights integer[])
  returns void
  language sql
as $$
  insert into splitplot.phase (phase_id, experiment_id, number, valid, traffic_ppm)
  select e.experiment_id * 10 + make_phase.number, e.experiment_id, make_phase.number, 'empty', 1000000
  from splitplot.experiment e
  where e.key = make_phase.experiment;
  insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
  select v.experiment_id * 10 + make_phase.number, v.variant_id, v.experiment_id, weights[v.position], '{}'
  from splitplot.variant v
  join splitplot.experiment e using (experiment_id)
  where e.key = make_phase.experiment;
$$;

-- make_metric(experiment, key, kind, event, ...): a metric of the experiment.
create function pg_temp.make_metric(
  experiment text, key text, kind text, event text default null, role text default 'primary', net boolean default false,
  metric_window interval default null, covariate_event text default null, direction text default 'increase',
  currency text default null, aggregate text default null, denominator_event text default null,
  denominator_aggregate text default null, quantile numeric default null, steps text[] default null,
  window_start interval default null, cap numeric default null, cap_quantile numeric default null,
  unripe text default 'so_far', covariate_window interval default null, net_within interval default null)
  returns void
  language sql
as $$
  insert into splitplot.metric
    (metric_id, key, version, kind, event, net, currency, metric_window, covariate_event, direction, description,
     created_at, aggregate, denominator_event, denominator_aggregate, quantile, steps, window_start, cap, cap_quantile,
     unripe, covariate_window, net_within)
  select
    1 + count(*), make_metric.key, 1, make_metric.kind, make_metric.event, make_metric.net,
    coalesce(make_metric.currency, case when make_metric.kind = 'revenue' then 'EUR' end), make_metric.metric_window,
    make_metric.covariate_event, make_metric.direction, '', pg_temp.hour(0), make_metric.aggregate,
    make_metric.denominator_event, make_metric.denominator_aggregate, make_metric.quantile, make_metric.steps,
    make_metric.window_start, make_metric.cap, make_metric.cap_quantile, make_metric.unripe,
    make_metric.covariate_window, make_metric.net_within
  from splitplot.metric;
  insert into splitplot.experiment_metric (experiment_id, metric_id, role)
  select e.experiment_id, (select max(m.metric_id) from splitplot.metric m), make_metric.role
  from splitplot.experiment e
  where e.key = make_metric.experiment;
$$;

-- expose(experiment, unit, variant, at_hour, ...): an exposure comes in from the primary.
create function pg_temp.expose(
  experiment text, unit text, variant text, at_hour numeric default 0, phase integer default 1,
  id uuid default gen_random_uuid())
  returns void
  language sql
as $$
  insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
  select
    expose.id, e.experiment_id, e.experiment_id * 10 + expose.phase, v.variant_id, expose.unit,
    pg_temp.hour(at_hour), now()
  from splitplot.experiment e
  join splitplot.variant v using (experiment_id)
  where e.key = expose.experiment and v.key = expose.variant
$$;

-- expose_many(experiment, variant, units, phase): so many new units, exposed to the variant at hour 0.
create function pg_temp.expose_many(experiment text, variant text, units integer, phase integer default 1)
  returns void
  language sql
as $$
  insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
  select
    gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + expose_many.phase, v.variant_id,
    concat_ws(' ', expose_many.variant, expose_many.phase, n), pg_temp.hour(0), now()
  from splitplot.experiment e
  join splitplot.variant v using (experiment_id)
  cross join generate_series(1, units) n
  where e.key = expose_many.experiment and v.key = expose_many.variant
$$;

-- happen(unit, name, at_hour, ...): an event of a user comes in from the primary.
create function pg_temp.happen(
  unit text, name text, at_hour numeric default 1, value numeric default null, order_key text default null,
  amount_minor bigint default null, currency text default null, id uuid default gen_random_uuid())
  returns void
  language sql
as $$
  insert into splitplot.event
    (id, units, name, value, order_key, amount_minor, currency, occurred_at, received_at)
  values
    (happen.id, jsonb_build_object('user', happen.unit), happen.name, happen.value, happen.order_key,
     happen.amount_minor, coalesce(happen.currency, case when happen.amount_minor is not null then 'EUR' end),
     pg_temp.hour(at_hour), now())
$$;

-- advance(): rolls up whatever has come in; gives the instant from which that was visible.
create function pg_temp.advance()
  returns timestamptz
  language plpgsql
as $$
begin
  while (select a.advanced from rollup.advance() a) loop
    null;
  end loop;
  return (select max(b.visible_at) from etl.batch b);
end
$$;

-- unit_value(metric, unit): the value of the metric that is rolled up; 0 without a row.
create function pg_temp.unit_value(metric text, unit text)
  returns numeric
  language sql
as $$
  select coalesce(sum(u.value), 0)
  from rollup.unit_metric u
  join rollup.unit n using (unit_no)
  join splitplot.metric m using (metric_id)
  where m.key = unit_value.metric and n.unit_id = unit_value.unit
$$;

-- outcome(statement): 'done', or what its refusal tells a program: SQLSTATE and code.
create function pg_temp.outcome(statement text)
  returns text
  language plpgsql
as $$
declare
  code text;
begin
  execute statement;
  return 'done';
exception
  when others then
    get stacked diagnostics code = constraint_name;
    return concat_ws(' ', sqlstate, nullif(code, ''));
end
$$;

-- check_state(experiment, check_name): the state of a health check in the document now.
create function pg_temp.check_state(experiment text, check_name text)
  returns text
  language sql
as $$
  select h ->> 'state'
  from jsonb_array_elements(report.document(check_state.experiment) -> 'health') h
  where h ->> 'check' = check_state.check_name
$$;

-- verdict(experiment): the sentence at the top of the document now.
create function pg_temp.verdict(experiment text)
  returns text
  language sql
as $$
  select report.document(verdict.experiment) ->> 'verdict'
$$;
