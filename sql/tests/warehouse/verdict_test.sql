-- The document names who is better only when everything allows it, and warns of what its numbers do not mean.

begin;
select plan(35);
\ir fixtures.sql

-- make_result(experiment, method, state, lead, weights): 100 units a variant; the treatment's values are lead higher.
create function pg_temp.make_result(
  experiment text, method jsonb, state text default 'running', lead numeric default 1,
  direction text default 'increase', weights integer[] default '{500000,500000}')
  returns void
  language plpgsql
as $$
begin
  perform pg_temp.make_experiment(experiment, weights => weights, method => method, state => state);
  perform pg_temp.make_metric(experiment, 'metric of ' || experiment, 'mean', experiment, direction => direction);
  insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
  select gen_random_uuid(), v.experiment_id, v.experiment_id * 10 + 1, v.variant_id, concat_ws(' ', e.key, v.key, n),
    pg_temp.hour(0), now()
  from splitplot.experiment e
  join splitplot.variant v using (experiment_id)
  cross join generate_series(1, 100) n
  where e.key = make_result.experiment;
  perform pg_temp.happen(concat_ws(' ', experiment, v.key, n), experiment, 1, v.base + n % 5)
  from (values ('control', 5), ('green', 5 + lead)) v(key, base)
  cross join generate_series(1, 100) n;
end
$$;

select pg_temp.make_result('planned', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}');
select pg_temp.make_result('strict', '{"kind": "fixed_horizon", "alpha": 0.01, "planned_units": 200}');
select pg_temp.make_result('short', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 201}');
select pg_temp.make_result('ended-short', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 201}', 'stopped');
select pg_temp.make_result('live', '{"kind": "always_valid", "alpha": 0.05}');
select pg_temp.make_result('live-found', '{"kind": "always_valid", "alpha": 0.05, "planned_units": 200}');
select pg_temp.make_result('ended', '{"kind": "always_valid", "alpha": 0.05}', 'concluded');
select pg_temp.make_result('ended-found', '{"kind": "always_valid", "alpha": 0.05, "planned_units": 200}', 'concluded');
select pg_temp.make_result('grouped', '{"kind": "group_sequential", "alpha": 0.05, "planned_units": 200}');
select pg_temp.make_result('worse', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}', lead => -1);
select pg_temp.make_result('errors', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}', lead => -1,
                           direction => 'decrease');
select pg_temp.make_result('same', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}', lead => 0.1);
select pg_temp.make_result('lost', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}',
                           weights => '{700000,300000}');
select pg_temp.make_result('unplanned', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}',
                           weights => '{1000000,0}');
select pg_temp.make_result('harm', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}');
select pg_temp.make_metric('harm', 'returns', 'count', 'return-of-harm', role => 'guardrail', direction => 'decrease');
select pg_temp.happen('harm green ' || n, 'return-of-harm') from generate_series(1, 20) n;
select pg_temp.make_result('mixed', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}');
select pg_temp.expose('mixed', 'mixed control 1', 'green', 1);
select pg_temp.advance();

select is(pg_temp.verdict(e.key), e.verdict, format('the verdict of %s', e.key))
from (values
  ('planned', 'green is better than control on metric of planned (+1, 95 % interval 0.604 to 1.4)'),
  ('strict', 'green is better than control on metric of strict (+1, 99 % interval 0.477 to 1.52)'),
  ('short', 'not decided yet: 200 of 201 planned units are exposed'),
  ('ended-short', 'not decided: it ended with 200 of 201 planned units'),
  ('live', 'not decided yet: no variant differs significantly from the control on metric of live so far'),
  ('live-found', 'green is better than control on metric of live-found (+1, 95 % interval 0.39 to 1.61)'),
  ('ended', 'no winner: no variant differs significantly from the control on metric of ended'),
  ('ended-found', 'green is better than control on metric of ended-found (+1, 95 % interval 0.39 to 1.61)'),
  ('grouped', 'not decided yet: no analysis has been made'),
  ('worse', 'green is worse than control on metric of worse (-1, 95 % interval -1.4 to -0.604)'),
  ('errors', 'green is better than control on metric of errors (-1, 95 % interval -1.4 to -0.604)'),
  ('same', 'no winner: no variant differs significantly from the control on metric of same'),
  ('lost', 'no winner is named: the sample ratio check failed (p < 0.0001)'),
  ('unplanned', 'no winner is named: the sample ratio check failed (100 units are in variants that have no weight in '
    'their phase)'),
  ('harm', 'green is better than control on metric of harm (+1, 95 % interval 0.604 to 1.4); but of the guardrails: '
    'green is worse than control on returns (+0.2, 95 % interval 0.12 to 0.28)'),
  ('mixed', 'green is better than control on metric of mixed (+1, 95 % interval 0.604 to 1.4)')) e(key, verdict);

select is(pg_temp.check_state(e.key, e.check_name), e.state, format('%s of %s: %s', e.check_name, e.key, e.state))
from (values
  ('planned', 'sample_ratio', 'pass'), ('planned', 'multiple_exposure', 'pass'), ('planned', 'planned_sample', 'pass'),
  ('planned', 'guardrails', null), ('short', 'planned_sample', 'warn'), ('live', 'planned_sample', null),
  ('lost', 'sample_ratio', 'fail'), ('unplanned', 'sample_ratio', 'fail'), ('harm', 'guardrails', 'warn'),
  ('mixed', 'multiple_exposure', 'warn')) e(key, check_name, state);
select matches(h ->> 'detail', '^1 of 200 units', 'units that saw several variants are counted')
from jsonb_array_elements(report.document('mixed') -> 'health') h
where h ->> 'check' = 'multiple_exposure';

-- warnings(experiment): those of the document now.
create function pg_temp.warnings(experiment text)
  returns text
  language sql
as $$
  select coalesce(string_agg(w, '; '), '') from jsonb_array_elements_text(report.document(experiment) -> 'warnings') w
$$;

select is(pg_temp.warnings('planned'), '', 'a planned sample that has come together needs no warning');
select matches(pg_temp.warnings('short'), 'hold for one look at the planned sample of 201 units',
               'before that, intervals hold for one look at the end');
select is(pg_temp.warnings('live'), '', 'what holds at every look needs none in a live view');
select is(pg_temp.warnings('ended'), '', 'nor after the end');
select matches(pg_temp.warnings('ended-short'), 'ended before its planned sample', 'an early end is warned of');

-- Significance is that of the adjusted p-value: two of ten comparisons below alpha are none.
select pg_temp.make_result('many', '{"kind": "fixed_horizon", "alpha": 0.05, "planned_units": 200}', lead => 0.47);
select pg_temp.make_metric('many', 'more-' || n, 'mean', 'many') from generate_series(1, 9) n;
select pg_temp.advance();
select cmp_ok((select max(p_value) from report.experiment('many') where not is_control), '<', 0.05::float8,
              'each of ten equal comparisons is below alpha alone');
select is(left(pg_temp.verdict('many'), 50), 'no winner: no variant differs significantly from t', 'but not together');
select matches(pg_temp.warnings('many'), 'intervals do not', 'and the document says that intervals are not adjusted');

select * from finish();
rollback;
