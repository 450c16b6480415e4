-- A phase is compiled when it opens: everything around it as it was at that instant, whatever changes later.

begin;
select plan(27);
\ir ../fixtures.sql

select pg_temp.make_layer('outer', '{}');
update splitplot.layer set salt = 'outer-salt' where key = 'outer';
select splitplot.create_domain('middle', 'outer', 400000);
insert into splitplot.layer (domain_id, unit_type_id, key, salt)
select domain_id, unit_type_id, 'inner', 'inner-salt' from splitplot.domain where key = 'middle';
select splitplot.create_domain('core', 'inner', 300000);
insert into splitplot.layer (domain_id, unit_type_id, key, salt)
select domain_id, unit_type_id, 'innermost', 'innermost-salt' from splitplot.domain where key = 'core';
select splitplot.create_holdout('early', 'outer', 50000);
select splitplot.create_shared_control('common', 'innermost', 100000);
insert into splitplot.segment (key) values ('germans');
insert into splitplot.segment_condition (segment_id, condition, valid)
select segment_id, '{"country": "DE"}', tstzrange(splitplot.configuration_instant(), null) from splitplot.segment;

-- plan(experiment): the plan of the phase in force.
create function pg_temp.plan(experiment text)
  returns splitplot.assignment_plan
  language sql
as $$
  select p from splitplot.assignment_plan p where p.experiment = plan.experiment and upper_inf(p.valid)
$$;

-- The first phase, in a domain within a domain.
select pg_temp.next_transaction();
select pg_temp.make_draft('green', 'innermost', 200000, '{250000,750000}', '{"$segment": "germans", "plan": "pro"}');
update splitplot.experiment
set salt = 'green-salt', shared_control_id = (select shared_control_id from splitplot.shared_control);
select splitplot.start_experiment('green');
select is(domain_salts, '{outer-salt,inner-salt}', 'the domains around are named by their layers'' salts, outermost first')
from pg_temp.plan('green');
select is(domain_buckets::text, '{"{[0,400000)}","{[0,300000)}"}', 'with the buckets that lead inwards')
from pg_temp.plan('green');
select is((layer_salt, salt), ('innermost-salt'::text, 'green-salt'::text), 'one salt says who, the other which variant')
from pg_temp.plan('green');
select is((own_buckets, open_buckets, shared_buckets)::text, '("{[100000,300000)}","{[100000,300000)}","{[0,100000)}")',
          'it owns its share, all of it open, beside the shared control')
from pg_temp.plan('green');
select is((holdout_salts, holdout_buckets)::text, '({outer-salt},"{""{[400000,450000)}""}")',
          'a holdout of a layer far out is known') from pg_temp.plan('green');
select ok(splitplot.matches(targeting, '{"country": "DE", "plan": "pro"}')
          and not splitplot.matches(targeting, '{"country": "FR", "plan": "pro"}')
          and targeting::text !~ 'segment', 'segments are written out') from pg_temp.plan('green');
select is((variants, lower_bounds, control_index)::text, '("{v1,v2}","{0,250000}",1)', 'variants by cumulative weight')
from pg_temp.plan('green');
select is((select array_agg(round(s, 6)) from unnest(expected_shares) s)::text, '{0.500000,0.500000}',
          'the shared control''s units are control units: (0.25 x 200,000 + 100,000) of 300,000')
from pg_temp.plan('green');

-- What changes around it, and the next phase.
create table pg_temp.first_plan as select (pg_temp.plan('green')).*;
select pg_temp.next_transaction();
select splitplot.create_holdout('late', 'inner', 50000), splitplot.release_buckets('holdout', 'early');
update splitplot.segment_condition set valid = tstzrange(lower(valid), splitplot.configuration_instant());
insert into splitplot.segment_condition (segment_id, condition, valid)
select segment_id, '{"country": "AT"}', tstzrange(splitplot.configuration_instant(), null) from splitplot.segment;
select results_eq('select * from pg_temp.plan(''green'')', 'table pg_temp.first_plan',
                  'what changes around a phase does not reach it');
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"traffic_ppm": 300000}');
select is(holdout_salts, '{}', 'a holdout that began after the start never does, and one that ended holds back no more')
from pg_temp.plan('green');
select ok(splitplot.matches(targeting, '{"country": "AT", "plan": "pro"}'), 'the next phase uses the segment''s new meaning')
from pg_temp.plan('green');
select is((own_buckets, open_buckets)::text, '("{[100000,400000)}","{[100000,400000)}")', 'raised traffic is added')
from pg_temp.plan('green');
select is(moved_buckets, '{}', 'and moves no lot') from pg_temp.plan('green');
select pg_temp.make_draft('blue', 'innermost', 100000);
select splitplot.start_experiment('blue');
select is(holdout_salts, '{inner-salt}', 'an experiment that starts after the holdout keeps to it') from pg_temp.plan('blue');

select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"traffic_ppm": 150000}');
select is((own_buckets, open_buckets)::text, '("{[100000,400000)}","{[100000,250000)}")',
          'lowered traffic closes the last buckets and keeps them') from pg_temp.plan('green');
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"traffic_ppm": 250000}');
select is((own_buckets, open_buckets)::text, '("{[100000,400000)}","{[100000,350000)}")', 'raised again it opens the same')
from pg_temp.plan('green');

-- Other weights.
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"salt": "keep",
  "variants": [{"key": "v1", "weight_ppm": 500000}, {"key": "v2", "weight_ppm": 500000}]}');
select is(moved_buckets, '{[250000,500000)}', 'other weights by the same salt move the lots between the bounds')
from pg_temp.plan('green');
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"salt": "keep",
  "variants": [{"key": "v1", "weight_ppm": 250000}, {"key": "v2", "weight_ppm": 750000}]}');
select is(moved_buckets, '{[250000,500000)}', 'as they do on the way back, for who came in between')
from pg_temp.plan('green');
select pg_temp.next_transaction();
select splitplot.change_experiment('green', '{"salt": "new",
  "variants": [{"key": "v1", "weight_ppm": 600000}, {"key": "v2", "weight_ppm": 400000}]}');
select ok(salt <> 'green-salt' and moved_buckets = '{[0,1000000)}', 'by a new salt every lot is drawn anew')
from pg_temp.plan('green');

-- Pause, resume, stop, launch.
select pg_temp.next_transaction();
select splitplot.pause_experiment('green', 'control');
select is((mode, own_buckets, open_buckets, shared_buckets)::text,
          '(paused_control,"{[100000,400000)}",{},"{[0,100000)}")', 'paused, nothing is open, and everything is kept')
from pg_temp.plan('green');
select pg_temp.next_transaction();
create table pg_temp.paused as select (pg_temp.plan('green')).salt;
select splitplot.resume_experiment('green');
select is((r.mode, r.open_buckets, r.salt)::text, ('running', '{[100000,350000)}'::int4multirange, p.salt)::text,
          'resumed, it is as it was')
from pg_temp.plan('green') r, pg_temp.paused p;
select pg_temp.next_transaction();
select splitplot.stop_experiment('green');
select is((pg_temp.plan('green')).phase, null, 'stopped, it has no plan in force');
select pg_temp.next_transaction();
select splitplot.conclude_experiment('green', 'ship', 'v2', 100000, null, 'more orders');
select is((mode, lower_bounds, shared_buckets, own_buckets = open_buckets)::text, '(launched,"{0,0}",{},t)',
          'launched, all of its units get what won, and nobody is of the shared control') from pg_temp.plan('green');
select is(splitplot.range_count(open_buckets), 100000, 'in the share that was asked for') from pg_temp.plan('green');

select is_empty(
  $$select pp.phase_id
    from splitplot.phase_plan pp
    full join splitplot.compile_phases(array(select phase_id from splitplot.phase)) c using (phase_id)
    where pp is distinct from c$$,
  'compiled today, every one of these phases would be what it is');

-- External experiments.
select pg_temp.make_draft('mail', null);
select splitplot.start_experiment('mail');
select is((pg_temp.plan('mail')).phase, null, 'what another system assigns has no plan');
select is_empty($$select * from splitplot.compile_phases(array(
  select phase_id from splitplot.phase join splitplot.experiment using (experiment_id) where key = 'mail'))$$,
  'and is not compiled');

select * from finish();
rollback;
