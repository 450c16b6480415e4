-- assign() and assign_batch() give each unit its variant, and the reason when it gets none.

begin;
select plan(35);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_layer('search', '{ranking}');
select pg_temp.make_draft('green', 'checkout', 600000, '{0,250000,0,750000,0}');
select pg_temp.make_draft('germans', 'search', 1000000, '{500000,500000}', '{"country": "DE"}');
select pg_temp.make_draft('draft', 'checkout', 100000);
select pg_temp.make_draft('external', null);
update splitplot.phase_variant pv
set parameters = jsonb_build_object('button', v.key)
from splitplot.variant v
join splitplot.experiment e using (experiment_id)
where v.variant_id = pv.variant_id and e.key = 'green';
update splitplot.experiment set salt = 'green-salt' where key = 'green';
update splitplot.layer set salt = 'checkout-salt' where key = 'checkout';
select splitplot.start_experiment(key) from (values ('green'), ('germans'), ('external')) as e(key);

create function pg_temp.now_in_force() returns timestamptz language sql as 'select splitplot.configuration_instant()';

create table pg_temp.green as
select b.*, splitplot.bucket('checkout-salt', b.unit_id) as place, splitplot.bucket('green-salt', b.unit_id) as lot
from splitplot.assign_batch(
  'green', array(select 'user-' || i from generate_series(1, 5000) i), '{}', pg_temp.now_in_force()) b;

select is_empty(
  $$select * from pg_temp.green where (reason = 'split') <> (place < 600000)$$,
  'in traffic are those whose bucket of the layer the experiment owns');
select is_empty(
  $$select * from pg_temp.green where reason = 'split' and variant <> case when lot < 250000 then 'v2' else 'v4' end$$,
  'the bucket by the experiment''s salt chooses the variant, and weight 0 means nobody');
select is_empty(
  $$select * from pg_temp.green
    where reason = 'split' and (parameters <> jsonb_build_object('button', variant) or phase <> 1)$$,
  'they get the parameters of their variant, in phase 1');
select is_empty(
  $$select * from pg_temp.green
    where reason <> 'split'
      and (reason, variant, parameters, phase) is distinct from ('not_in_traffic', null, null, 1)$$,
  'the others get nothing, and are told that they are not in traffic');
select ok(count(*) between 2861 and 3139, 'the traffic is the share, give or take 4 standard errors')
from pg_temp.green where reason = 'split';
select results_eq(
  'select unit_id from pg_temp.green', $$select 'user-' || i from generate_series(1, 5000) i$$,
  'a batch answers in the order of its units');

select results_eq(
  $$select experiment, reason from splitplot.assign('user', 'user-1', '{"country": "DE"}', pg_temp.now_in_force())$$,
  $$values ('germans', 'split'), ('green', (select reason from pg_temp.green where unit_id = 'user-1'))$$,
  'one row for each experiment in force that we assign, by key');
select is(reason, 'not_targeted', 'a unit that is not targeted is told so')
from splitplot.assign('user', 'user-1', '{"country": "FR"}', pg_temp.now_in_force()) where experiment = 'germans';
select is(reason, 'not_targeted', 'without attributes nobody is from anywhere')
from splitplot.assign('user', 'user-1', null, pg_temp.now_in_force()) where experiment = 'germans';
select results_eq(
  $$select * from splitplot.assign_batch('germans', '{b,a}', '{"country": "FR"}', pg_temp.now_in_force())$$,
  $$values ('b', null::text, null::jsonb, 1, 'not_targeted'), ('a', null, null, 1, 'not_targeted')$$,
  'so is every unit of a batch');
select is_empty(
  $$select * from splitplot.assign('session', 'user-1', '{}', pg_temp.now_in_force())$$,
  'an experiment on users has nothing for sessions');

select is_empty(
  $$select g.* from pg_temp.green g
    cross join lateral splitplot.assign('user', g.unit_id, '{}', pg_temp.now_in_force()) a
    where a.experiment = 'green' and g.unit_id like 'user-_'
      and (a.variant, a.parameters, a.phase, a.reason) is distinct from (g.variant, g.parameters, g.phase, g.reason)$$,
  'one by one they get the same as in a batch');

-- decide(buckets, lower_bounds): what user-1 gets in a phase that owns these buckets, and nothing around it.
create function pg_temp.decide(buckets int4multirange, lower_bounds integer[])
  returns table (variant_index integer, reason text)
  language sql
as $$
  select d.variant_index, d.reason
  from splitplot.decide(
    mode => 'running', domain_salts => '{}', domain_buckets => '{}', holdout_salts => '{}', holdout_buckets => '{}',
    layer_salt => 'checkout', own_buckets => buckets, open_buckets => buckets, shared_buckets => '{}',
    salt => 'checkout', lower_bounds => decide.lower_bounds, control_index => 1, moved_buckets => '{}',
    targeting => null, unit_id => 'user-1', attributes => '{}') d
$$;

-- The edges, by a unit whose bucket is known: user-1 has 687,652 with the salt "checkout".
select is(d.reason, edge.reason, format('a unit of bucket 687652 and %s', edge.buckets))
from (values
  ('{[687652,687653)}', 'split'), ('{[0,10),[687652,1000000)}', 'split'), ('{[0,687653)}', 'split'),
  ('{[0,687652)}', 'not_in_traffic'), ('{[687653,1000000)}', 'not_in_traffic'), ('{}', 'not_in_traffic')
) as edge(buckets, reason)
cross join lateral pg_temp.decide(edge.buckets::int4multirange, '{0,500000}') as d;
select is(d.variant_index, edge.variant, format('a unit of bucket 687652 and lower bounds %s', edge.lower_bounds))
from (values ('{0,687652}', 2), ('{0,687653}', 1), ('{0,0,687652,687652,1000000}', 4)) as edge(lower_bounds, variant)
cross join lateral pg_temp.decide('{[0,1000000)}', edge.lower_bounds::integer[]) as d;

select results_eq(
  format('select distinct variant, phase, reason from splitplot.assign_batch(%L, %L, %L, pg_temp.now_in_force())',
         asked.experiment, '{a,b}', '{}'),
  format('values (null::text, null::integer, %L)', asked.reason), asked.what)
from (values
  ('draft', 'not_running', 'a draft does not run'),
  ('external', 'not_running', 'nor, for us, what another system assigns'),
  ('unheard-of', 'unknown_experiment', 'what does not exist is unknown')) as asked(experiment, reason, what);
select is_empty($$select * from splitplot.assign_batch('green', '{}')$$, 'no units, no rows');

select is(pg_temp.outcome(asked.statement, 'splitplot_analyst'), asked.outcome, asked.what)
from (values
  ($$select splitplot.assign('user', '')$$, 'SP422 invalid_unit_id unit.user', 'an empty unit id is refused'),
  ($$select splitplot.assign('user', null)$$, 'SP422 invalid_unit_id unit.user', 'and a missing one'),
  ($$select splitplot.assign('user', repeat('x', 257))$$, 'SP422 invalid_unit_id unit.user', 'and one of 257 bytes'),
  ($$select splitplot.assign('user', repeat('é', 129))$$, 'SP422 invalid_unit_id unit.user', 'it is bytes that count'),
  ($$select splitplot.assign('user', repeat('x', 256))$$, 'done', '256 bytes will do'),
  ($$select splitplot.assign('usr', 'u1')$$, 'SP422 unknown_unit_type unit_type', 'an unknown unit type is refused'),
  ($$select splitplot.assign(null, 'u1')$$, 'SP422 unknown_unit_type unit_type', 'and a missing one'),
  (format($$select splitplot.assign_batch('germans', array['u1', null], '{}', %L)$$, pg_temp.now_in_force()),
   'SP422 invalid_unit_id unit.user', 'one impossible unit refuses its batch'),
  (format($$select splitplot.assign_batch('germans', array['u1', repeat('x', 257)], '{}', %L)$$,
          pg_temp.now_in_force()),
   'SP422 invalid_unit_id unit.user', 'also a long one')) as asked(statement, outcome, what);

select is(pg_temp.outcome(format($$select splitplot.assign('user', 'u1', '{"country": "DE"}', %L)$$,
                                 pg_temp.now_in_force()), 'splitplot_api'), 'done', 'the API''s role can ask too');

select * from finish();
rollback;
