-- What a ramp looks at: units, the always-valid test of the shares, and whether a variant is worse than the control.

begin;
select plan(19);
\ir fixtures.sql

select pg_temp.make_experiment('e', method => '{"kind": "always_valid", "alpha": 0.05, "planned_units": 2000}');
select pg_temp.make_metric('e', 'latency', 'mean', 'latency', 'guardrail', direction => 'decrease');
select pg_temp.make_metric('e', 'sales', 'mean', 'sale', 'secondary');
select pg_temp.make_metric('e', 'errors', 'proportion', 'error', 'guardrail', direction => 'decrease');

create function pg_temp.evidence()
  returns jsonb
  language sql
as $$
  select report.ramp_evidence('e', '{errors,latency,sales}')
$$;

create function pg_temp.guardrail(metric text)
  returns jsonb
  language sql
as $$
  select g from jsonb_array_elements(pg_temp.evidence() -> 'guardrails') as g where g ->> 'metric' = guardrail.metric
$$;

-- happen_to(variant, units, name, value): an event for each of the first units of expose_many; half of the values
-- are a bit higher than the others.
create function pg_temp.happen_to(variant text, units integer, name text, value numeric default null)
  returns void
  language sql
as $$
  select pg_temp.happen(concat_ws(' ', variant, 1, n), name, value => value + n % 2)
  from generate_series(1, units) n
$$;

select is(pg_temp.outcome($$select report.ramp_evidence('nowhere', '{}')$$), 'SP404 unknown_experiment',
          'there is no evidence about nothing');
select is(pg_temp.evidence() -> 'data_as_of', 'null', 'without a batch there is no data');

select pg_temp.expose_many('e', 'control', 90);
select pg_temp.expose_many('e', 'green', 400);
do 'begin perform pg_temp.advance(); end';
select is((pg_temp.evidence() ->> 'data_as_of')::timestamptz, (select max(b.visible_at) from etl.batch b),
          'data is as of the newest batch');
select is(pg_temp.evidence() -> 'units', '{"control": 90, "green": 400}', 'units by variant');
select cmp_ok((pg_temp.evidence() #>> '{sample_ratio,p_value}')::float8, '<', 0.001::float8,
              'shares that do not fit the weights are found');
select is(pg_temp.guardrail('latency') ->> 'state', 'too_few_units', 'a variance needs 100 units in each arm');
select is(pg_temp.guardrail('latency') -> 'p_value', 'null', 'before there is no p-value');

select pg_temp.expose_many('e', 'control', 400);
do 'begin perform pg_temp.advance(); end';
select is((pg_temp.evidence() #>> '{sample_ratio,p_value}')::float8, 1::float8, 'and those that do are not');
select is(pg_temp.guardrail('latency') ->> 'state', 'equal', 'arms that are all the same are equal');
select is(pg_temp.guardrail('latency') -> 'p_value', '1', 'which is no harm');

select pg_temp.happen_to('control', 400, 'latency', 100);
select pg_temp.happen_to('green', 400, 'latency', 101);
select pg_temp.happen_to('control', 400, 'sale', 10);
select pg_temp.happen_to('green', 400, 'sale', 11);
select pg_temp.happen_to('green', 9, 'error');
do 'begin perform pg_temp.advance(); end';
select is(pg_temp.guardrail('latency') ->> 'harm', '1', 'a higher latency is harm');
select cmp_ok((pg_temp.guardrail('latency') ->> 'p_value')::float8, '<', 1e-6::float8, 'and is found');
select is((pg_temp.guardrail('latency') ->> 'p_value')::float8, (
    select t.p_value
    from report.experiment('e') l
    cross join lateral stats.always_valid_one_sided(
      l.difference, l.standard_error, stats.mixing_variance(l.standard_error, 800, 2000, 0.9), 0.95) t
    where l.metric = 'latency' and l.variant = 'green'),
  'by the one-sided always-valid test');
select is(pg_temp.guardrail('sales') ->> 'harm', '-1', 'more sales are not');
select is(pg_temp.guardrail('sales') -> 'p_value', '1', 'in any number');
select is(pg_temp.guardrail('errors') ->> 'state', 'too_few_conversions', '9 errors say nothing yet');

select pg_temp.happen(concat_ws(' ', 'green', 1, n), 'error') from generate_series(10, 60) n;
do 'begin perform pg_temp.advance(); end';
select cmp_ok((pg_temp.guardrail('errors') ->> 'p_value')::float8, '<', 0.001::float8,
              '60 do, though the control has none');

-- Phases of 60 to 30 twice: the evidence adds up.
select pg_temp.make_experiment('two');
select pg_temp.make_phase('two', 2, '{500000,500000}');
select pg_temp.expose_many('two', 'control', 60, phase) from generate_series(1, 2) phase;
select pg_temp.expose_many('two', 'green', 30, phase) from generate_series(1, 2) phase;
do 'begin perform pg_temp.advance(); end';
select is(
  round((report.ramp_evidence('two', '{}') #>> '{sample_ratio,p_value}')::numeric, 12),
  round((3 / (
    select sum(exp(2 * s.log_bayes_factor))
    from unnest('{100,1000,10000}'::float8[]) c, stats.srm_always_valid('{60,30}', '{0.5,0.5}', c) s))::numeric, 12),
  'the Bayes factors of phases multiply, and are then averaged over the alternatives');

-- A variant that lost its weight.
select pg_temp.make_phase('e', 2, '{1000000,0}');
select pg_temp.expose_many('e', 'green', 3, 2);
do 'begin perform pg_temp.advance(); end';
select is(
  (select jsonb_build_array(e -> 'units', e #> '{sample_ratio,unplanned_units}') from pg_temp.evidence() e),
  '[{"control": 400}, 3]', 'variants without weight need no units, and should get none');

select * from finish();
rollback;
