-- What is stored can be decided again from the plan; whatever cannot is found, and told why. And the sample-ratio test
-- knows that the units of a shared control are control units.

begin;
select plan(29);
\ir fixtures.sql

-- make_plan(key, variants, ...): an experiment of ours with one phase from hour 0 to hour 100.
create function pg_temp.make_plan(
  key text, own int4multirange, shared int4multirange, shares numeric[], targeting jsonb default null)
  returns void
  language plpgsql
as $$
declare
  made integer;
begin
  perform pg_temp.make_experiment(key);
  select e.experiment_id into made from splitplot.experiment e where e.key = make_plan.key;
  update splitplot.experiment set assignment = 'splitplot', layer_id = 1 where experiment_id = made;
  update splitplot.phase p
  set valid = tstzrange(pg_temp.hour(0), pg_temp.hour(100)), targeting = make_plan.targeting
  where p.experiment_id = made;
  perform pg_temp.store_plan(key, 1, own, shared, shares);
end
$$;

create function pg_temp.store_plan(
  key text, phase integer, own int4multirange, shared int4multirange, shares numeric[])
  returns void
  language sql
as $$
  insert into splitplot.phase_plan
    (phase_id, layer_salt, domain_salts, domain_buckets, holdout_salts, holdout_buckets, own_buckets, open_buckets,
     shared_buckets, salt, targeting, variant_ids, variants, lower_bounds, parameters, control_index, moved_buckets,
     expected_shares)
  select p.phase_id, 'layer', '{}', '{}', '{}', '{}', own, own, shared, e.key || '-salt', p.targeting,
    array[made.id * 10 + 1, made.id * 10 + 2], '{control,green}', '{0,500000}', '{"{}","{}"}', 1, '{}', shares
  from splitplot.phase p
  join splitplot.experiment e using (experiment_id)
  cross join lateral (select e.experiment_id as id) made
  where e.key = store_plan.key and p.number = store_plan.phase
$$;

-- visit(experiment, first, last): exposures of those of these users that have a variant, as they are decided at hour 1.
create function pg_temp.visit(experiment text, first integer, last integer, phase integer default 1)
  returns void
  language sql
as $$
  with decided as (
    select 'user-' || n as unit_id, pp.variants[d.variant_index] as variant
    from splitplot.experiment e
    join splitplot.phase p on p.experiment_id = e.experiment_id and p.number = visit.phase
    join splitplot.phase_plan pp using (phase_id)
    cross join generate_series(first, last) n
    cross join lateral splitplot.decide(
      p.mode, pp.domain_salts, pp.domain_buckets, pp.holdout_salts, pp.holdout_buckets, pp.layer_salt, pp.own_buckets,
      pp.open_buckets, pp.shared_buckets, pp.salt, pp.lower_bounds, pp.control_index, pp.moved_buckets, null,
      'user-' || n, null) d
    where e.key = visit.experiment
  )
  select pg_temp.expose(experiment, d.unit_id, d.variant, 1, visit.phase)
  from decided d
  where d.variant is not null
$$;

-- Recomputing.
select pg_temp.make_plan('green', '{[0,400000)}', '{[500000,700000)}', '{0.666667,0.333333}');
select pg_temp.visit('green', 1, 2000);
select ok(count(*) between 1112 and 1288, 'the users of the traffic and of the shared control visit') from fact.exposure;
select pg_temp.visit('green', 1, 300);
select is_empty($$select * from report.assignment_differences('green')$$,
                'what was decided by the plan is confirmed, also where it is stored twice');

-- Reports look at the newest units.
select pg_temp.advance();
select is(pg_temp.check_state('green', 'assignment'), 'pass', 'reports confirm the newest units');
select pg_temp.expose('green', 'stranger-' || n, 'control', 1) from generate_series(1, 20) n;
select is(pg_temp.check_state('green', 'assignment'), 'pass', 'as far as they are rolled up');
select pg_temp.advance();
select is(pg_temp.check_state('green', 'assignment'), 'fail', 'and fail when the plan decides otherwise');
delete from fact.exposure where unit_id like 'stranger-%';
select is(h ->> 'state', 'pass', 'without them all is well')
from jsonb_array_elements(report.document('green') -> 'health') h where h ->> 'check' = 'assignment';

-- decided(n): a user that has the variant and the reason.
create function pg_temp.decided(experiment text, variant text, reason text, skip integer default 0)
  returns text
  language sql
as $$
  select 'user-' || n
  from splitplot.experiment e
  join splitplot.phase p on p.experiment_id = e.experiment_id and p.number = 1
  join splitplot.phase_plan pp using (phase_id)
  cross join generate_series(3000, 4000) n
  cross join lateral splitplot.decide(
    p.mode, pp.domain_salts, pp.domain_buckets, pp.holdout_salts, pp.holdout_buckets, pp.layer_salt, pp.own_buckets,
    pp.open_buckets, pp.shared_buckets, pp.salt, pp.lower_bounds, pp.control_index, pp.moved_buckets, null,
    'user-' || n, null) d
  where e.key = decided.experiment
    and pp.variants[d.variant_index] is not distinct from decided.variant and d.reason = decided.reason
  order by n
  offset skip
  limit 1
$$;

-- differences(experiment): all that is said of the only unit that differs, and then the defect is gone.
create function pg_temp.differences(experiment text)
  returns text
  language plpgsql
as $$
declare
  told text;
begin
  select string_agg(format('%s x%s: %s, but %s', d.why, d.exposure_count, d.stored, d.decided), '; ') into told
  from report.assignment_differences(experiment) d;
  delete from fact.exposure x using report.assignment_differences(experiment) d where x.unit_id = d.unit_id;
  return told;
end
$$;

select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'control', 1);
select is(pg_temp.differences('green'), 'decided otherwise x1: {"control in phase 1"}, but {"green split"}',
          'another variant than the decided one is found');
select pg_temp.expose('green', pg_temp.decided('green', 'control', 'shared_control'), 'green', 1);
select is(pg_temp.differences('green'), 'decided otherwise x1: {"green in phase 1"}, but {"control shared_control"}',
          'so is a treatment of a unit of the shared control');
select pg_temp.expose('green', pg_temp.decided('green', null, 'not_in_traffic'), 'control', 1);
select is(pg_temp.differences('green'), 'decided otherwise x1: {"control in phase 1"}, but {not_in_traffic}',
          'and a unit that is not in the traffic');
select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'green', 1);
select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'control', 2);
select is(pg_temp.differences('green'),
          'several variants x2: {"control in phase 1","green in phase 1"}, but {"green split"}',
          'and a unit that saw two variants');
select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'green', 101);
select is(pg_temp.differences('green'), 'decided otherwise x1: {"green in phase 1"}, but {"phase not in force"}',
          'and an exposure after the end of its phase, when nothing else explains it');
select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'green', -1);
select is(pg_temp.differences('green'), 'decided otherwise x1: {"green in phase 1"}, but {"phase not in force"}',
          'and one from before its beginning');
select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'green', 99);
select pg_temp.expose('green', pg_temp.decided('green', 'green', 'split'), 'green', 101);
select is(pg_temp.differences('green'), null, 'an exposure in a later phase is explained by the first one');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), 1, 99, 12, pg_temp.decided('green', 'green', 'split', 1), pg_temp.hour(1), now();
select is(pg_temp.differences('green'), 'decided otherwise x1: {"green in phase ?"}, but {"unknown phase"}',
          'and a phase that nobody knows');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), 1, phase_id, 12, pg_temp.decided('green', 'green', 'split', 1), pg_temp.hour(1), now()
from (values (11), (99)) p(phase_id);
select is(pg_temp.differences('green'),
          'several phases x2: {"green in phase 1","green in phase ?"}, but {"green split","unknown phase"}',
          'and two phases of a unit');

-- Attributes.
select pg_temp.make_plan('germans', '{[0,1000000)}', '{}', '{0.5,0.5}', '{"country": "DE"}');
select pg_temp.visit('germans', 1, 100);
select is_empty($$select * from report.assignment_differences('germans')$$,
                'without attributes the targeting is the client''s word');
update fact.exposure set attributes = '{"country": "DE"}' where experiment_id = 2;
select is_empty($$select * from report.assignment_differences('germans')$$, 'with attributes they are looked at');
update fact.exposure set attributes = '{"country": "FR"}' where experiment_id = 2 and unit_id = 'user-7';
select results_eq($$select unit_id, why, decided from report.assignment_differences('germans')$$,
                  $$values ('user-7', 'decided otherwise', '{not_targeted}'::text[])$$,
                  'and who is not targeted should not have been exposed');

select is(pg_temp.outcome($$select * from report.assignment_differences('nothing')$$), 'SP404 unknown_experiment',
          'an unknown experiment is told so');
select pg_temp.make_experiment('mail');
select is(pg_temp.outcome($$select * from report.assignment_differences('mail')$$), 'SP422 assigned_elsewhere',
          'what another system assigns cannot be recomputed, and that is not silence');

-- The sample ratio with a shared control: 20 % of 60 % of the traffic is the shared control's.
select pg_temp.advance();
select results_eq(
  $$select variant, expected_share::numeric(7, 6) from report.traffic('green')$$,
  $$values ('control', 0.666667), ('green', 0.333333)$$, 'half of the own traffic and all of the shared is control');
select ok(min(sample_ratio_p_value) between 0.001 and 1, 'by which the shares fit') from report.traffic('green');
select is(pg_temp.check_state('green', 'sample_ratio'), 'pass', 'and the check passes');
select ok(p_value < 1e-6, 'by the weights alone they would not')
from stats.srm(array(select units from report.traffic('green')), '{0.5,0.5}') s;

-- The same with a third of the treatment lost.
select pg_temp.make_plan('lossy', '{[0,400000)}', '{[500000,700000)}', '{0.666667,0.333333}');
select pg_temp.visit('lossy', 1, 2000);
delete from fact.exposure where experiment_id = 4 and variant_id = 42 and hashtext(unit_id) % 3 = 0;
select pg_temp.advance();
select is(pg_temp.check_state('lossy', 'sample_ratio'), 'fail', 'a third of the treatment lost is seen');

-- More traffic: whoever of the shared control came before is not counted again, so its share of the rest is unknown.
select pg_temp.make_phase('green', 2, '{500000,500000}');
update splitplot.phase set valid = tstzrange(pg_temp.hour(100), pg_temp.hour(200)) where phase_id = 12;
select pg_temp.store_plan('green', 2, '{[0,500000)}', '{[500000,700000)}', '{0.642857,0.357143}');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), 1, 12, 11, 'late-' || n, pg_temp.hour(101), now() from generate_series(1, 500) n;
select pg_temp.advance();
select is(count(distinct sample_ratio_p_value), 1::bigint, 'after a raise only the first phase is tested')
from report.traffic('green');
select is(pg_temp.check_state('green', 'sample_ratio'), 'pass', 'and the second is no false alarm');
update splitplot.phase_plan set open_buckets = '{[0,500000)}' where phase_id = 11;
select is(pg_temp.check_state('green', 'sample_ratio'), 'fail', 'with the same traffic it is tested, too');

select is(pg_temp.outcome($$
            set local role splitplot_analyst; select * from report.assignment_differences('green')$$), 'done',
          'analysts may ask');
reset role;

select * from finish();
rollback;
