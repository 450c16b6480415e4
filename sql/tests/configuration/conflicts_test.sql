-- A conflict cannot be stored: whatever the owner tries by plain SQL, a named constraint or a trigger refuses it.
--
-- The functions never try. This is what holds when they are wrong, or somebody repairs something by hand.

begin;
select plan(75);
\ir ../fixtures.sql

-- Two layers of the root; "checkout" has a domain with a layer of its own, a shared control and a holdout.
select pg_temp.make_layer('checkout', '{button,banner}');
select pg_temp.make_layer('search', '{ranking}');
select pg_temp.make_draft('green', 'checkout', 300000);
select pg_temp.make_draft('blue', 'search', 300000);
select pg_temp.make_draft('shared', 'checkout', 100000);
select pg_temp.make_draft('draft', 'checkout', 100000);
select splitplot.create_domain('inner', 'checkout', 100000);
insert into splitplot.layer (domain_id, unit_type_id, key)
select domain_id, unit_type_id, 'inside' from splitplot.domain where key = 'inner';
select splitplot.create_shared_control('common', 'checkout', 100000, '{"button": "blue"}');
select splitplot.create_shared_control('plain', 'checkout', 50000);
select splitplot.create_holdout('nobody', 'checkout', 50000);
update splitplot.experiment set shared_control_id = (select shared_control_id from splitplot.shared_control
  where key = 'plain') where key = 'shared';
insert into splitplot.segment (key) values ('germans');
select splitplot.start_experiment(key) from unnest('{green,blue,shared}'::text[]) as e(key);
select pg_temp.next_transaction();
insert into splitplot.segment_condition (segment_id, condition, valid)
select segment_id, '{"country": "DE"}', tstzrange(splitplot.configuration_instant(), null) from splitplot.segment;
insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
select experiment_id, 'tester', variant_id, tstzrange(splitplot.configuration_instant(), null)
from splitplot.experiment join splitplot.variant v using (experiment_id) where v.is_control and experiment.key = 'green';
set constraints all immediate;

-- id(table, key): the number of a thing.
create function pg_temp.id(kind text, key text)
  returns integer
  language plpgsql
as $$
declare
  found_id integer;
begin
  execute format('select %1$I from splitplot.%2$I where key = $1', kind || '_id', kind) into found_id using key;
  return found_id;
end
$$;

create function pg_temp.variant(experiment text, variant text)
  returns integer
  language sql
as $$
  select v.variant_id
  from splitplot.variant v
  where v.experiment_id = pg_temp.id('experiment', experiment) and v.key = variant
$$;

create function pg_temp.phase(experiment text)
  returns integer
  language sql
as $$
  select max(p.phase_id) from splitplot.phase p where p.experiment_id = pg_temp.id('experiment', experiment)
$$;

-- from_now(): a range that begins at the only instant at which one can.
create function pg_temp.from_now() returns tstzrange language sql as $$
  select tstzrange(splitplot.configuration_instant(), null)
$$;

-- attempt(statement): the outcome of a transaction with nothing but this, and its commit.
create function pg_temp.attempt(statement text)
  returns text
  language sql
as $$
  select pg_temp.outcome(
    'set constraints all deferred; ' || statement || '; set constraints all immediate; set constraints all deferred')
$$;

set constraints all deferred;
select pg_temp.next_transaction();

-- Buckets.
select is(pg_temp.attempt(attempt.statement), attempt.outcome, attempt.what)
from (values
  ('two owners of a bucket', '23P01 two_owners_never_share_a_bucket',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, holdout_id, valid)
     select layer_id, int4range(lower(buckets), lower(buckets) + 1), 'holdout', pg_temp.id('holdout', 'nobody'),
       pg_temp.from_now()
     from splitplot.allocation where experiment_id = pg_temp.id('experiment', 'green')$$),
  ('one owner of a bucket twice', '23P01 two_owners_never_share_a_bucket',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, valid)
     select layer_id, buckets, 'experiment', experiment_id, pg_temp.from_now()
     from splitplot.allocation where experiment_id = pg_temp.id('experiment', 'green')$$),
  ('a bucket that does not exist', '23514 buckets_are_some_of_0_to_999999',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, valid)
     values (pg_temp.id('layer', 'search'), '[999999,1000001)', 'experiment', pg_temp.id('experiment', 'blue'),
       pg_temp.from_now())$$),
  ('buckets of another layer for an experiment', '23503 an_experiment_owns_buckets_of_its_own_layer',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, valid)
     values (pg_temp.id('layer', 'search'), '[900000,900001)', 'experiment', pg_temp.id('experiment', 'green'),
       pg_temp.from_now())$$),
  ('a domain in two layers', '23503 a_domain_owns_buckets_of_its_parent_layer',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, domain_id, valid)
     values (pg_temp.id('layer', 'search'), '[900000,900001)', 'domain', pg_temp.id('domain', 'inner'),
       pg_temp.from_now())$$),
  ('buckets of another layer for a shared control', '23503 a_shared_control_owns_buckets_of_its_layer',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, shared_control_id, valid)
     values (pg_temp.id('layer', 'search'), '[900000,900001)', 'shared_control',
       pg_temp.id('shared_control', 'common'), pg_temp.from_now())$$),
  ('buckets of another layer for a holdout', '23503 a_holdout_owns_buckets_of_its_layer',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, holdout_id, valid)
     values (pg_temp.id('layer', 'search'), '[900000,900001)', 'holdout', pg_temp.id('holdout', 'nobody'),
       pg_temp.from_now())$$),
  ('buckets of nobody', '23514 an_allocation_names_its_owner',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, valid)
     values (pg_temp.id('layer', 'search'), '[900000,900001)', 'experiment', pg_temp.from_now())$$),
  ('buckets of two at once', '23514 an_allocation_names_its_owner',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, holdout_id, valid)
     values (pg_temp.id('layer', 'checkout'), '[900000,900001)', 'experiment', pg_temp.id('experiment', 'green'),
       pg_temp.id('holdout', 'nobody'), pg_temp.from_now())$$),
  ('other buckets in force', 'SP409 in_force', $$update splitplot.allocation set buckets = '[0,9)'$$),
  ('another owner in force', 'SP409 in_force',
   $$update splitplot.allocation set experiment_id = pg_temp.id('experiment', 'draft')
     where experiment_id = pg_temp.id('experiment', 'green')$$),
  ('an allocation in force that is gone', 'SP409 in_force', 'delete from splitplot.allocation'),
  ('the buckets of a domain whose experiment runs, given back', 'SP409 in_use key',
   $$insert into splitplot.layer_parameter (domain_id, name, layer_id)
     values (pg_temp.id('domain', 'inner'), 'colour', pg_temp.id('layer', 'inside'));
     select pg_temp.make_draft('nested', 'inside');
     select splitplot.start_experiment('nested');
     select pg_temp.next_transaction();
     update splitplot.allocation set valid = tstzrange(lower(valid), splitplot.configuration_instant())
     where domain_id is not null$$),
  ('the buckets of a shared control that is in use, given back', 'SP409 in_use key',
   $$update splitplot.allocation set valid = tstzrange(lower(valid), splitplot.configuration_instant())
     where shared_control_id = pg_temp.id('shared_control', 'plain')$$)
) as attempt(what, outcome, statement);

-- The tree.
select is(pg_temp.attempt(attempt.statement), attempt.outcome, attempt.what)
from (values
  ('a domain of another unit type than its layer', '23503 a_domain_has_the_unit_type_of_its_parent_layer',
   $$insert into splitplot.domain (unit_type_id, key, parent_layer_id)
     values ((select unit_type_id from splitplot.unit_type where key = 'session'), 'other',
       pg_temp.id('layer', 'checkout'))$$),
  ('a second root', '23505 a_domain_key_is_unique_within_its_unit_type',
   $$insert into splitplot.domain (unit_type_id, key) select unit_type_id, key from splitplot.domain limit 1$$),
  ('a domain that is no root and in no layer', '23514 only_the_root_domain_has_no_parent',
   $$insert into splitplot.domain (unit_type_id, key) select unit_type_id, 'loose' from splitplot.unit_type limit 1$$),
  ('a domain that moves', 'SP409 in_force parent_layer_id',
   $$update splitplot.domain set parent_layer_id = pg_temp.id('layer', 'search') where key = 'inner'$$),
  ('a domain within itself, by a change', 'SP409 in_force parent_layer_id',
   $$update splitplot.domain set parent_layer_id = pg_temp.id('layer', 'inside') where key = 'inner'$$),
  ('a domain within itself, made at once', 'SP422 domain_within_itself layer',
   $$with made as (
       insert into splitplot.layer (layer_id, domain_id, unit_type_id, key) overriding system value
       select 900, 900, unit_type_id, 'snake' from splitplot.unit_type where key = 'user')
     insert into splitplot.domain (domain_id, unit_type_id, key, parent_layer_id) overriding system value
     select 900, unit_type_id, 'snake', 900 from splitplot.unit_type where key = 'user'$$),
  ('two domains each within the other', 'SP422 domain_within_itself layer',
   $$with made as (
       insert into splitplot.layer (layer_id, domain_id, unit_type_id, key) overriding system value
       select n, n, unit_type_id, 'snake-' || n from splitplot.unit_type, (values (900), (901)) v(n) where key = 'user')
     insert into splitplot.domain (domain_id, unit_type_id, key, parent_layer_id) overriding system value
     select n, unit_type_id, 'snake-' || n, 1801 - n from splitplot.unit_type, (values (900), (901)) v(n)
     where key = 'user'$$),
  ('a layer that moves', 'SP409 in_force domain_id',
   $$update splitplot.layer set domain_id = pg_temp.id('domain', 'inner') where key = 'search'$$),
  ('another salt of a layer that divides units', 'SP409 in_force salt',
   $$update splitplot.layer set salt = 'other' where key = 'checkout'$$),
  ('a parameter of two layers of a domain', '23505 a_parameter_belongs_to_one_layer_of_a_domain',
   $$insert into splitplot.layer_parameter
     select domain_id, 'button', layer_id from splitplot.layer where key = 'search'$$),
  ('a parameter of two layers that share units', 'SP409 parameter_of_another_layer parameters',
   $$insert into splitplot.layer_parameter
     select domain_id, 'ranking', layer_id from splitplot.layer where key = 'inside'$$),
  ('a layer and a domain within it may have the same parameter, as they never share units', 'done',
   $$insert into splitplot.layer_parameter
     select domain_id, 'banner', layer_id from splitplot.layer where key = 'inside'$$)
) as attempt(what, outcome, statement);

-- Phases and variants.
select is(pg_temp.attempt(attempt.statement), attempt.outcome, attempt.what)
from (values
  ('two phases at a time', '23P01 an_experiment_has_one_phase_at_a_time',
   $$insert into splitplot.phase (experiment_id, number, valid, traffic_ppm)
     values (pg_temp.id('experiment', 'green'), 9, pg_temp.from_now(), 1)$$),
  ('other traffic of a phase in force', 'SP409 in_force', 'update splitplot.phase set traffic_ppm = 1'),
  ('other targeting', 'SP409 in_force', $$update splitplot.phase set targeting = '{"a": 1}'$$),
  ('another salt', 'SP409 in_force', $$update splitplot.phase set salt = 'other'$$),
  ('another mode', 'SP409 in_force', $$update splitplot.phase set mode = 'launched'$$),
  ('a phase in force that is gone', 'SP409 in_force', 'delete from splitplot.phase'),
  ('a phase that never was', 'SP409 in_force', $$update splitplot.phase set valid = 'empty'$$),
  ('another plan', 'SP409 in_force', $$update splitplot.phase_plan set salt = 'other'$$),
  ('a plan that is gone', 'SP409 in_force', 'delete from splitplot.phase_plan'),
  ('other weights in force', 'SP409 in_force weight', 'update splitplot.phase_variant set weight_ppm = weight_ppm'),
  ('variants that leave a phase', 'SP409 in_force weight', 'delete from splitplot.phase_variant'),
  ('another variant in a phase in force', 'SP409 in_force weight',
   $$insert into splitplot.variant (experiment_id, key, position)
     values (pg_temp.id('experiment', 'green'), 'v3', 3);
     insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
     select pg_temp.phase('green'), variant_id, experiment_id, 0 from splitplot.variant where key = 'v3'$$),
  ('a variant that is gone', '23503 a_variant_and_its_phases_share_an_experiment',
   $$delete from splitplot.variant where experiment_id = pg_temp.id('experiment', 'green')$$),
  ('a variant with another name', 'SP409 in_force key', $$update splitplot.variant set key = key || '-'$$),
  ('another control', 'SP409 in_force is_control', 'update splitplot.variant set is_control = not is_control'),
  ('two controls', '23505 an_experiment_has_one_control',
   $$insert into splitplot.variant (experiment_id, key, position, is_control)
     values (pg_temp.id('experiment', 'draft'), 'v3', 3, true)$$),
  ('a parameter of another layer', 'SP422 parameter_of_another_layer variants.parameters.ranking',
   $$update splitplot.phase_variant set parameters = '{"ranking": 1}' where phase_id = pg_temp.phase('draft')$$),
  ('another control than the shared one', 'SP422 other_parameters_than_shared_control variants.parameters',
   $$update splitplot.experiment set shared_control_id = pg_temp.id('shared_control', 'common') where key = 'draft'$$),
  ('other parameters of a shared control in use', 'SP409 in_force parameters',
   $$update splitplot.shared_control set parameters = '{"button": "red"}'$$),
  ('a shared control of another layer', '23503 an_experiment_uses_a_shared_control_of_its_layer',
   $$select pg_temp.make_draft('elsewhere', 'search');
     update splitplot.experiment set shared_control_id = pg_temp.id('shared_control', 'plain')
     where key = 'elsewhere'$$)
) as attempt(what, outcome, statement);
select is(pg_temp.attempt($$
            update splitplot.experiment set shared_control_id = pg_temp.id('shared_control', 'plain')
            where key = 'draft';
            update splitplot.phase_variant set parameters = '{"button": "red"}'
            where variant_id = pg_temp.variant('draft', 'v1')$$),
          'SP422 other_parameters_than_shared_control variants.parameters',
          'nor can the control of a draft leave its shared control');

-- Time.
select is(pg_temp.attempt(attempt.statement), attempt.outcome, attempt.what)
from (values
  ('a phase that began a second ago', 'SP409 begins_at_another_instant valid',
   $$update splitplot.phase set valid = tstzrange(splitplot.configuration_instant() - interval '1 second', null)
     where isempty(valid)$$),
  ('a phase that begins tomorrow', 'SP409 begins_at_another_instant valid',
   $$update splitplot.phase set valid = tstzrange(splitplot.configuration_instant() + interval '1 day', null)
     where isempty(valid)$$),
  ('an allocation from the past', 'SP409 begins_at_another_instant valid',
   $$insert into splitplot.allocation (layer_id, buckets, owner_kind, experiment_id, valid)
     values (pg_temp.id('layer', 'search'), '[900000,900001)', 'experiment', pg_temp.id('experiment', 'blue'),
       tstzrange('2020-01-01', null))$$),
  ('a forced variant from the past', 'SP409 begins_at_another_instant valid',
   $$insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
     values (pg_temp.id('experiment', 'green'), 'u1', pg_temp.variant('green', 'v1'), tstzrange('2020-01-01', null))$$),
  ('a meaning of a segment from the past', 'SP409 begins_at_another_instant valid',
   $$insert into splitplot.segment_condition (segment_id, condition, valid)
     values (pg_temp.id('segment', 'germans'), '{}', tstzrange('2020-01-01', '2021-01-01'))$$),
  ('an experiment that started in the past', 'SP409 begins_at_another_instant state',
   $$update splitplot.experiment set state = 'running', started_at = '2020-01-01' where key = 'draft'$$),
  ('an experiment that stopped in the past', 'SP409 begins_at_another_instant state',
   $$update splitplot.experiment set state = 'stopped', stopped_at = started_at + interval '1 microsecond'
     where key = 'green'$$),
  ('an experiment that runs before it was a draft', 'SP409 illegal_transition state',
   $$insert into splitplot.experiment (key, unit_type_id, assignment, method, state, started_at)
     select 'sudden', unit_type_id, 'external', '{}', 'running', splitplot.configuration_instant()
     from splitplot.unit_type limit 1$$),
  ('a phase that is closed in the past', 'SP409 in_force',
   $$update splitplot.phase set valid = tstzrange(lower(valid), lower(valid) + interval '1 microsecond')
     where not isempty(valid)$$),
  ('a phase that was closed and goes on', 'SP409 in_force',
   $$select splitplot.stop_experiment('blue');
     select pg_temp.next_transaction();
     update splitplot.phase set valid = tstzrange(lower(valid), null)
     where experiment_id = pg_temp.id('experiment', 'blue')$$),
  ('an allocation that was closed and goes on', 'SP409 in_force',
   $$select splitplot.stop_experiment('blue');
     select pg_temp.next_transaction();
     update splitplot.allocation set valid = tstzrange(lower(valid), null)
     where experiment_id = pg_temp.id('experiment', 'blue')$$),
  ('a stopped experiment that runs again', 'SP409 illegal_transition state',
   $$select splitplot.stop_experiment('blue');
     update splitplot.experiment set state = 'running' where key = 'blue'$$),
  ('two variants forced on a unit', '23P01 a_unit_is_forced_into_one_variant',
   $$insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
     values (pg_temp.id('experiment', 'green'), 'tester', pg_temp.variant('green', 'v2'), pg_temp.from_now())$$),
  ('a forced variant of another experiment', '23503 a_forced_variant_is_one_of_its_experiment',
   $$insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
     values (pg_temp.id('experiment', 'green'), 'u1', pg_temp.variant('blue', 'v1'), pg_temp.from_now())$$),
  ('two meanings of a segment', '23P01 a_segment_has_one_condition_at_a_time',
   $$insert into splitplot.segment_condition (segment_id, condition, valid)
     values (pg_temp.id('segment', 'germans'), '{}', pg_temp.from_now())$$)
) as attempt(what, outcome, statement);

-- Facts. A unit of "green" is exposed in a session.
create table pg_temp.seen as
select b.unit_id, b.variant, case b.variant when 'v1' then 'v2' else 'v1' end as other_variant
from splitplot.assign_batch(
  'green', array(select 'u' || i from generate_series(1, 50) i), '{}', splitplot.configuration_instant()) b
where b.reason = 'split'
limit 1;
select is(accepted, 1, 'a unit is exposed')
from pg_temp.seen s
cross join lateral splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', s.unit_id,
  jsonb_build_object('unit', jsonb_build_object('user', s.unit_id, 'session', 's1'))))) r;
select splitplot.link_identity('user', 'anonymous', 'known');

select is(pg_temp.attempt(attempt.statement),
          attempt.outcome, attempt.what)
from (values
  ('two variants of a unit', '23505 a_unit_has_one_variant_of_an_experiment',
   $$insert into splitplot.first_assignment (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
     select f.experiment_id, f.unit_id, pg_temp.variant('green', s.other_variant), f.phase_id, f.exposure_id, f.assigned_at
     from splitplot.first_assignment f, pg_temp.seen s$$),
  ('another variant of a unit', '23503 a_unit_is_exposed_to_its_own_variant_only',
   $$update splitplot.first_assignment set variant_id = pg_temp.variant('green', s.other_variant) from pg_temp.seen s$$),
  ('two variants in a session', '23505 a_session_sees_one_variant_of_an_experiment',
   $$insert into splitplot.session_variant
     select v.experiment_id, v.session_id, pg_temp.variant('green', s.other_variant)
     from splitplot.session_variant v, pg_temp.seen s$$),
  ('an exposure to another variant than the unit''s', '23503 a_unit_is_exposed_to_its_own_variant_only',
   $$insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
     select gen_random_uuid(), x.experiment_id, x.phase_id, pg_temp.variant('green', s.other_variant), x.unit_id, now(),
       now()
     from splitplot.exposure x, pg_temp.seen s$$),
  ('an exposure of a unit that has no variant', '23503 a_unit_is_exposed_to_its_own_variant_only',
   $$insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
     select gen_random_uuid(), x.experiment_id, x.phase_id, x.variant_id, 'stranger', now(), now() from splitplot.exposure x$$),
  ('an exposure to another variant than the session''s', '23503 a_session_is_exposed_to_one_variant_only',
   $$insert into splitplot.first_assignment (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
     select f.experiment_id, 'other', pg_temp.variant('green', s.other_variant), f.phase_id, f.exposure_id, f.assigned_at
     from splitplot.first_assignment f, pg_temp.seen s;
     insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, session_id, occurred_at, received_at)
     select gen_random_uuid(), x.experiment_id, x.phase_id, pg_temp.variant('green', s.other_variant), 'other', 's1',
       now(), now()
     from splitplot.exposure x, pg_temp.seen s$$),
  ('another root of a linked unit', 'SP409 in_force root_id', $$update splitplot.identity_link set root_id = 'other'$$),
  ('two links of a unit', '23505 a_unit_is_linked_once',
   $$insert into splitplot.identity_link (unit_type_id, unit_id, root_id)
     select unit_type_id, unit_id, 'other' from splitplot.identity_link limit 1$$)
) as attempt(what, outcome, statement);

-- The audit log, by its owner too.
select is(pg_temp.attempt(statement), 'SP409 audit_log_is_append_only', statement)
from unnest(array['update splitplot.audit_log set actor = ''x''', 'delete from splitplot.audit_log',
  'truncate splitplot.audit_log']) as attempt(statement);

-- What nobody but the owner may even try.
select is_empty(
  $$select table_name, acting_role, privilege
    from unnest('{audit_log,phase_plan,allocation,configuration_version,first_assignment,exposure,event,session,
      session_variant,identity_link}'::text[]) as table_name,
      unnest('{splitplot_api,splitplot_analyst,splitplot_feed}'::text[]) as acting_role,
      unnest('{insert,update,delete,truncate}'::text[]) as privilege
    where has_table_privilege(acting_role, 'splitplot.' || table_name, privilege)$$,
  'application roles write neither facts nor allocations, plans or the audit log but through functions');

select * from finish();
rollback;
