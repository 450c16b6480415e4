-- What a ramp does next: every case of the decision, as a table.

begin;
select plan(33);

-- hour(n): n hours after the step began.
create function pg_temp.hour(n numeric)
  returns timestamptz
  language sql immutable
as $$
  select timestamptz '2030-01-01 00:00:00Z' + n * interval '1 hour'
$$;

-- Steps of 1 h, 2 h, 4 h and none; the second must have 100 units, and each but the first guards latency.
create function pg_temp.steps()
  returns jsonb
  language sql immutable
as $$
  select '[
    {"traffic_ppm": 10000, "hold": "1 hour", "minimum_units": 0, "sample_ratio": 0.001, "guardrails": [],
     "on_failure": "hold", "roll_back_to_ppm": 0},
    {"traffic_ppm": 100000, "hold": "2 hours", "minimum_units": 100, "sample_ratio": 0.001,
     "guardrails": [{"metric": "latency", "alpha": 0.05}], "on_failure": "roll_back", "roll_back_to_ppm": 10000},
    {"traffic_ppm": 500000, "hold": "4 hours", "minimum_units": 0, "sample_ratio": null,
     "guardrails": [{"metric": "latency", "alpha": 0.01}], "on_failure": "pause", "roll_back_to_ppm": 100000},
    {"traffic_ppm": 1000000, "hold": "0", "minimum_units": 0, "sample_ratio": null,
     "guardrails": [], "on_failure": "hold", "roll_back_to_ppm": 500000}]'::jsonb
$$;

-- evidence(at_hour, more): nothing to complain about, as known at an hour; more replaces.
create function pg_temp.evidence(at_hour numeric, more jsonb default '{}')
  returns jsonb
  language sql immutable
as $$
  select jsonb_build_object(
    'data_as_of', pg_temp.hour(at_hour),
    'units', '{"control": 200, "green": 200}'::jsonb,
    'sample_ratio', '{"p_value": 0.5, "unplanned_units": 0}'::jsonb,
    'guardrails', '[{"metric": "latency", "variant": "green", "p_value": 0.5, "state": "ok"}]'::jsonb) || more
$$;

create function pg_temp.guardrail(p_value float8, state text default 'ok')
  returns jsonb
  language sql immutable
as $$
  select jsonb_build_object('guardrails', jsonb_build_array(
    jsonb_build_object('metric', 'latency', 'variant', 'green', 'p_value', p_value, 'state', state)))
$$;

-- decision(step, at_hour, evidence, looked_at_hour, waived): action and step.
create function pg_temp.decision(
  step integer, at_hour numeric, evidence jsonb default null, looked_at_hour numeric default null,
  waived text[] default '{}')
  returns text
  language sql
as $$
  select d.action || ' ' || d.to_step
  from splitplot.ramp_decision(
    step, pg_temp.hour(0), pg_temp.hour(looked_at_hour), '10 minutes', waived, pg_temp.steps(), evidence,
    pg_temp.hour(at_hour)) d
$$;

select is(pg_temp.decision(1, 0.99, pg_temp.evidence(0.99)), 'wait 1', 'a step is held for its time');
select is(pg_temp.decision(1, 1, pg_temp.evidence(1)), 'advance 2', 'then comes the next');
select is(pg_temp.decision(4, 0, pg_temp.evidence(0)), 'finish 4', 'the last step needs no time unless it says so');

-- Evidence.
select is(pg_temp.decision(1, 1, null), 'wait 1', 'without evidence nothing goes on');
select is(pg_temp.decision(1, 1, '{"problem": "it does not answer"}'), 'wait 1', 'nor when there is a problem');
select is(pg_temp.decision(1, 1, pg_temp.evidence(null)), 'wait 1', 'nor without any data');
select is(pg_temp.decision(1, 1.5, pg_temp.evidence(1.3)), 'wait 1', 'nor by data that is too old');
select is(pg_temp.decision(1, 1.5, pg_temp.evidence(1.4)), 'advance 2', 'younger data will do');
select is(pg_temp.decision(1, 0.1, pg_temp.evidence(-0.01, '{"sample_ratio": {"p_value": 0}}')), 'wait 1',
          'what was known before a step says nothing about it');
select matches(
  (select d.why from splitplot.ramp_decision(
    1, pg_temp.hour(0), null, '10 minutes', '{}', pg_temp.steps(), '{"problem": "it is down"}', pg_temp.hour(2)) d),
  'it is down', 'the problem is told');

-- Failures.
select is(pg_temp.decision(1, 0.5, pg_temp.evidence(0.5, '{"sample_ratio": {"p_value": 0.0009}}')), 'hold 1',
          'a mismatch of shares holds at once, before the time is over');
select is(pg_temp.decision(1, 1, pg_temp.evidence(1, '{"sample_ratio": {"p_value": 0.001}}')), 'advance 2',
          'at the threshold it does not');
select is(pg_temp.decision(1, 0.5, pg_temp.evidence(0.5, '{"sample_ratio": {"p_value": 0.5, "unplanned_units": 1}}')),
          'hold 1', 'a unit of a variant without weight does');
select is(pg_temp.decision(3, 0.5, pg_temp.evidence(0.5, '{"sample_ratio": {"p_value": 0, "unplanned_units": 1}}')),
          'wait 3', 'unless the step does not test the shares');
select is(pg_temp.decision(2, 0.5, pg_temp.evidence(0.5, pg_temp.guardrail(0.05))), 'roll_back 2',
          'a harmed guardrail rolls back, if the step says so');
select is(pg_temp.decision(2, 2, pg_temp.evidence(2, pg_temp.guardrail(0.051))), 'advance 3',
          'above alpha it does not');
select is(pg_temp.decision(3, 0.5, pg_temp.evidence(0.5, pg_temp.guardrail(0.01))), 'pause 3', 'or pauses');
select is(pg_temp.decision(3, 0.5, pg_temp.evidence(0.5, pg_temp.guardrail(0.02))), 'wait 3', 'each at its own alpha');
select is(pg_temp.decision(1, 0.5, pg_temp.evidence(0.5, pg_temp.guardrail(0))), 'wait 1',
          'a metric that guards nothing may say what it likes');
select is(pg_temp.decision(1, 1, pg_temp.evidence(1, pg_temp.guardrail(0))), 'roll_back 1',
          'but no step begins whose guardrail is harmed already');
select is(pg_temp.decision(2, 2, pg_temp.evidence(2, pg_temp.guardrail(0)), waived => '{latency}'), 'advance 3',
          'what was waived counts no more');
select is(pg_temp.decision(1, 1, pg_temp.evidence(1, '{"sample_ratio": {"p_value": 0, "unplanned_units": 3}}'),
                           waived => '{sample_ratio}'), 'advance 2', 'shares can be waived, too');

-- What is missing.
select is(pg_temp.decision(2, 2, pg_temp.evidence(2, '{"units": {"control": 99, "green": 200}}')), 'wait 2',
          'each variant must have its units, the control as well');
select is(pg_temp.decision(1, 1, pg_temp.evidence(1, '{"sample_ratio": {"p_value": null}}')), 'wait 1',
          'shares that cannot be tested make it wait');
select is(pg_temp.decision(2, 2, pg_temp.evidence(2, pg_temp.guardrail(null, 'too_few_units'))), 'wait 2',
          'as does a guardrail that cannot be judged');
select is(pg_temp.decision(2, 2, pg_temp.evidence(2, '{"guardrails": []}')), 'wait 2', 'or that is not there');
select is(pg_temp.decision(2, 2, pg_temp.evidence(2, '{"guardrails": []}'), waived => '{latency}'), 'advance 3',
          'unless it was waived');

-- Folding.
select is(pg_temp.decision(1, 2.99, pg_temp.evidence(2.99)), 'advance 2', 'one step is due after one hold time');
select is(pg_temp.decision(1, 3, pg_temp.evidence(3)), 'advance 3', 'two are due after two: they fold into one');
select is(pg_temp.decision(1, 7, pg_temp.evidence(7)), 'advance 4', 'and all after all');
select is(pg_temp.decision(1, 3, pg_temp.evidence(3, '{"units": {"control": 99, "green": 200}}')), 'advance 2',
          'a step whose conditions are not met is not skipped');
select is(pg_temp.decision(1, 3, pg_temp.evidence(3, pg_temp.guardrail(0.05))), 'roll_back 1',
          'and one that fails is not begun');
select is(pg_temp.decision(1, 3, pg_temp.evidence(3), looked_at_hour => 2), 'advance 2',
          'a step that was found unfinished later than its time has not ended before: nothing is hurried');

select * from finish();
rollback;
