-- A forced unit gets its variant while the experiment is in force, whatever else holds for it.

begin;
select plan(22);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout', 0, '{500000,500000}', '{"$nor": [{}]}');
select pg_temp.make_draft('external', null);

-- gets(unit): variant and reason now.
create function pg_temp.gets(unit text)
  returns text
  language sql
as $$
  select concat_ws(' ', a.variant, a.reason)
  from splitplot.assign('user', unit, '{}', clock_timestamp()) a
  where a.experiment = 'green'
$$;

select is(pg_temp.outcome($$select splitplot.force_variant('green', 'qa', 'v2')$$), 'SP409 not_in_force experiment',
          'a draft gives nobody a variant');
select splitplot.start_experiment('green'), splitplot.start_experiment('external');
select is(pg_temp.outcome(format('select splitplot.force_variant(%L, %L, %L)', f.experiment, f.unit, f.variant)),
          f.problem, concat_ws(' ', f.experiment, f.unit, f.variant))
from (values
  ('nothing', 'qa', 'v2', 'SP404 unknown_experiment experiment'), ('green', 'qa', 'v3', 'SP422 unknown_variant variant'),
  ('green', '', 'v2', 'SP422 invalid_unit_id unit.user'), ('green', null, 'v2', 'SP422 invalid_unit_id unit.user'),
  ('green', repeat('é', 129), 'v2', 'SP422 invalid_unit_id unit.user'),
  ('external', 'qa', 'v2', 'SP409 not_in_force experiment')) as f(experiment, unit, variant, problem);

select is(pg_temp.gets('qa'), 'not_targeted', 'not targeted');
select pg_temp.next_transaction();
select splitplot.force_variant('green', 'qa', 'v2');
select is(pg_temp.gets('qa'), 'v2 forced', 'and forced all the same');
select is(pg_temp.gets('QA'), 'not_targeted', 'another unit is not');
select is((select variant from splitplot.assign_batch('green', '{qa}', '{}', clock_timestamp())), 'v2', 'in batches too');
select pg_temp.next_transaction();
select splitplot.force_variant('green', 'qa', 'v1');
select is(pg_temp.gets('qa'), 'v1 forced', 'another variant takes the place of the first');
select is(
  (select variant from splitplot.assign('user', 'qa', '{}', (
    select upper(valid) - interval '1 microsecond' from splitplot.forced_variant where not upper_inf(valid)))),
  'v2', 'which is remembered');
select pg_temp.next_transaction();
select splitplot.pause_experiment('green', 'variant');
select is(pg_temp.gets('qa'), 'v1 forced', 'in a pause too');
select pg_temp.next_transaction();
select splitplot.unforce_variant('green', 'qa');
select is(pg_temp.gets('qa'), 'not_targeted', 'let go, the unit gets what others get');
select is(pg_temp.outcome($$select splitplot.unforce_variant('green', 'qa')$$), 'SP404 not_forced unit', 'once');
select is(pg_temp.outcome($$select splitplot.unforce_variant('nothing', 'qa')$$), 'SP404 unknown_experiment experiment',
          'of an experiment that is there');

select pg_temp.next_transaction();
select splitplot.force_variant('green', 'qa' || n, 'v2') from generate_series(1, 1000) as n;
select is(pg_temp.outcome($$select splitplot.force_variant('green', 'qa', 'v2')$$),
          'SP409 too_many_forced_variants unit', 'a thousand units are forced and no more');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.force_variant('green', 'qa7', 'v1')$$), 'done', 'those can be forced anew');
select is(pg_temp.outcome($$select splitplot.unforce_variant('green', 'qa8')$$), 'done', 'and let go');
select is(pg_temp.outcome($$select splitplot.force_variant('green', 'qa', 'v2')$$), 'done', 'which makes room');
select is(
  (select count(*) from splitplot.audit_log where table_name = 'forced_variant' and action = 'insert'), 1004::bigint,
  'each is in the audit log');

select * from finish();
rollback;
