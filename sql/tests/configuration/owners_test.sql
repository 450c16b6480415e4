-- Domains, holdouts and shared controls own buckets from when they are made until they end, and experiments heed them.

begin;
select plan(37);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout', '{button,banner}');
select pg_temp.make_layer('search', '{ranking}');

create view pg_temp.owned as
select coalesce(d.key, h.key, c.key) as key, a.owner_kind, splitplot.range_count(range_agg(a.buckets)) as bucket_count
from splitplot.allocation a
left join splitplot.domain d on d.domain_id = a.domain_id
left join splitplot.holdout h on h.holdout_id = a.holdout_id
left join splitplot.shared_control c on c.shared_control_id = a.shared_control_id
where upper_inf(a.valid) and a.experiment_id is null
group by 1, 2;

-- plan_of(experiment): its newest plan.
create function pg_temp.plan_of(experiment text)
  returns splitplot.assignment_plan
  language sql
as $$
  select p from splitplot.assignment_plan p where p.experiment = plan_of.experiment order by p.phase desc limit 1
$$;

-- Making them.
select lives_ok($$select splitplot.create_domain('app', 'checkout', 200000)$$, 'a domain is made');
select lives_ok($$select splitplot.create_holdout('quiet', 'checkout', 100000)$$, 'a holdout is made');
select lives_ok($$select splitplot.create_shared_control('plain', 'checkout', 300000, '{"button": "blue"}')$$,
                'a shared control is made');
select results_eq(
  'select * from pg_temp.owned order by key',
  $$values ('app', 'domain', 200000), ('plain', 'shared_control', 300000), ('quiet', 'holdout', 100000)$$,
  'each owns as many buckets as it asked for');
select is((select unit_type_id from splitplot.domain where key = 'app'),
          (select unit_type_id from splitplot.layer where key = 'checkout'), 'a domain has the unit type of its layer');

select is(pg_temp.outcome(c.statement), c.problem, c.statement)
from (values
  ($$select splitplot.create_domain('more', 'checkout', 400001)$$, 'SP409 not_enough_traffic traffic'),
  ($$select splitplot.create_domain('more', 'nowhere', 1)$$, 'SP422 unknown_layer layer'),
  ($$select splitplot.create_domain('more', 'checkout', 0)$$, 'SP422 out_of_range traffic'),
  ($$select splitplot.create_domain('app', 'search', 1)$$, '23505 a_domain_key_is_unique_within_its_unit_type'),
  ($$select splitplot.create_holdout('more', 'checkout', 0)$$, 'SP422 out_of_range traffic'),
  ($$select splitplot.create_holdout('more', 'nowhere', 1)$$, 'SP422 unknown_layer layer'),
  ($$select splitplot.create_holdout('quiet', 'search', 1)$$, '23505 holdout_key_key'),
  ($$select splitplot.create_shared_control('more', 'checkout', -1)$$, 'SP422 out_of_range traffic'),
  ($$select splitplot.create_shared_control('more', 'checkout', 1, '{"ranking": 1}')$$,
   'SP422 parameter_of_another_layer parameters.ranking')) as c(statement, problem);

-- Experiments around a shared control.
select pg_temp.make_draft('one', 'checkout', 100000, '{250000,750000}');
select pg_temp.make_draft('two', 'checkout', 200000);
select pg_temp.make_draft('three', 'checkout', 100000);
update splitplot.phase_variant pv
set parameters = '{"button": "blue"}'
from splitplot.variant v
where v.variant_id = pv.variant_id and v.is_control;
select is(pg_temp.outcome($$
  update splitplot.experiment
  set shared_control_id = (select shared_control_id from splitplot.shared_control where key = 'plain')$$), 'done',
  'experiments of the layer take the shared control');
select splitplot.start_experiment(e.key) from unnest('{one,two,three}'::text[]) as e(key);
select is(
  (select count(distinct (pg_temp.plan_of(e.key)).shared_buckets) from unnest('{one,two,three}'::text[]) as e(key)),
  1::bigint, 'they share its buckets');
select results_eq(
  $$select round(s.share, 6) from unnest((pg_temp.plan_of('one')).expected_shares) as s(share)$$,
  $$values (round((0.1 * 0.25 + 0.3) / 0.4, 6)), (round(0.1 * 0.75 / 0.4, 6))$$,
  'the control is expected to get its weight of their own traffic, and the shared traffic');
select is(
  (select array_agg(distinct concat_ws(' ', a.variant, a.reason))
   from generate_series(1, 500) as u(id)
   cross join splitplot.assign('user', 'u' || u.id, '{}', clock_timestamp()) a
   where a.reason = 'shared_control'), '{v1 shared_control}', 'its units are control units');
select is(
  (select array_agg(distinct per_unit.experiments)
   from (
     select count(*) as experiments
     from generate_series(1, 500) as u(id)
     cross join splitplot.assign('user', 'u' || u.id, '{}', clock_timestamp()) a
     where a.reason = 'shared_control'
     group by u.id) per_unit), '{3}', 'of all three experiments');
select pg_temp.make_draft('unlike', 'checkout', 0);
select is(pg_temp.outcome($$
  update splitplot.experiment
  set shared_control_id = (select shared_control_id from splitplot.shared_control where key = 'plain')
  where key = 'unlike'$$), 'SP422 other_parameters_than_shared_control variants.parameters',
  'an experiment whose control looks different cannot take it');
select is(pg_temp.outcome($$
  update splitplot.phase_variant pv set parameters = '{"button": "blue"}'
  from splitplot.variant v
  where v.variant_id = pv.variant_id and v.is_control and v.experiment_id = (
    select experiment_id from splitplot.experiment where key = 'unlike')$$), 'done', 'it can look the same');
update splitplot.experiment
set shared_control_id = (select shared_control_id from splitplot.shared_control where key = 'plain')
where key = 'unlike';
select is(pg_temp.outcome($$
  update splitplot.phase_variant pv set parameters = '{"button": "red"}'
  from splitplot.variant v
  where v.variant_id = pv.variant_id and v.is_control and v.experiment_id = (
    select experiment_id from splitplot.experiment where key = 'unlike')$$),
  'SP422 other_parameters_than_shared_control variants.parameters', 'and then has to');

-- Ending them.
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.release_buckets('shared_control', 'plain')$$), 'SP409 in_use key',
          'a shared control that is in use stays');
select splitplot.stop_experiment(e.key) from unnest('{one,two,three}'::text[]) as e(key);
select is(pg_temp.outcome($$select splitplot.release_buckets('shared_control', 'plain')$$), 'done',
          'it ends when nobody uses it');
select is(pg_temp.outcome($$select splitplot.release_buckets('shared_control', 'plain')$$),
          'SP404 unknown_shared_control key', 'once');
select is(pg_temp.outcome($$select splitplot.release_buckets('domain', 'root')$$), 'SP404 unknown_domain key',
          'the root never ends');

insert into splitplot.layer (domain_id, unit_type_id, key)
select d.domain_id, d.unit_type_id, 'inside' from splitplot.domain d where d.key = 'app';
select pg_temp.make_draft('nested', 'inside', 500000);
select splitplot.start_experiment('nested');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.release_buckets('domain', 'app')$$), 'SP409 in_use key',
          'a domain with an experiment in it stays');
select splitplot.stop_experiment('nested');
select splitplot.release_buckets('domain', 'app');
select is((select count(*) from pg_temp.owned where key = 'app'), 0::bigint, 'it ends when the experiment is stopped');
select pg_temp.next_transaction();
select pg_temp.make_draft('late', 'inside', 100000);
select is(pg_temp.outcome($$select splitplot.start_experiment('late')$$), 'SP409 domain_ended layer',
          'and then nothing starts in it, as no unit would be there');

-- Holdouts of a domain, in a layer that is kept for them.
select splitplot.release_buckets('holdout', 'quiet');
select pg_temp.next_transaction();
select is(splitplot.holdout_layer('root', 'user'), 'holdouts.user.root', 'the root has a layer for holdouts');
select is(splitplot.holdout_layer('root', 'user'), 'holdouts.user.root', 'the same when it is asked for again');
select is(pg_temp.outcome($$select splitplot.holdout_layer('root')$$), 'SP422 missing_field unit_type',
          'there is a root for each unit type');
select is(pg_temp.outcome($$select splitplot.holdout_layer('nowhere')$$), 'SP422 unknown_domain domain',
          'and no layer of a domain that is not there');

select pg_temp.make_draft('before', 'search', 500000);
select splitplot.start_experiment('before');
select pg_temp.next_transaction();
select splitplot.create_holdout('all', splitplot.holdout_layer('root', 'user'), 250000);
select pg_temp.make_draft('after', 'search', 500000);
select splitplot.start_experiment('after');
select is((pg_temp.plan_of('before')).holdout_salts, '{}', 'a holdout does not touch what started before it');
select pg_temp.next_transaction();
select splitplot.change_experiment('before', '{"traffic_ppm": 400000}');
select is((pg_temp.plan_of('before')).holdout_salts, '{}', 'in its later phases neither');
select is(
  (select count(*) filter (where reason = 'holdout') between 400 and 600
   from splitplot.assign_batch('after', array(select 'u' || id from generate_series(1, 2000) as u(id)), '{}',
                               clock_timestamp())),
  true, 'a quarter of the units is held back from what starts later');
select pg_temp.next_transaction();
select splitplot.release_buckets('holdout', 'all');
select is(cardinality((pg_temp.plan_of('after')).holdout_salts), 1, 'the end of a holdout changes no phase in force');

select * from finish();
rollback;
