-- Each transaction that changes configuration has one version and one instant, and instants only grow.

begin;
select plan(10);
\ir ../fixtures.sql

create temporary table version_before as select max(version) as version from splitplot.configuration_version;

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout');
select splitplot.start_experiment('green');
select is((select count(*) from splitplot.configuration_version v, version_before b where v.version > b.version),
          1::bigint, 'a transaction that changes many rows has one version');
select is((select max(changed_at) from splitplot.configuration_version),
          (select started_at from splitplot.experiment), 'whose instant is that of what it put in force');
select is(version, (select max(v.version) from splitplot.configuration_version v), 'which plan_state() names')
from splitplot.plan_state();

select pg_temp.next_transaction();
update splitplot.unit_type set description = 'Visitors' where key = 'user';
select is((select count(*) from splitplot.configuration_version v, version_before b where v.version > b.version),
          2::bigint, 'the next transaction has the next version');

select pg_temp.next_transaction();
update splitplot.configuration_version set changed_at = now() + interval '1 hour'
where version = (select max(version) from splitplot.configuration_version);
select is(splitplot.configuration_instant(), now() + interval '1 hour 1 microsecond',
          'an instant is later than the one before, even if the clock was set back');
select is(splitplot.configuration_instant(), now() + interval '1 hour 1 microsecond',
          'and the same throughout its transaction');
select ok(as_of >= now() + interval '1 hour 1 microsecond', 'plan_state() is not before it either')
from splitplot.plan_state();

-- A start that were dated back would change what had been the answer to questions of the past.
select pg_temp.make_draft('late', null);
select pg_temp.next_transaction();
select is(pg_temp.outcome($$
            select set_config('splitplot.instant', '2020-01-01 00:00+00', true);
            select splitplot.start_experiment('late')$$, 'splitplot_api'),
          'done', 'the API''s role starts an experiment');
select ok(started_at > now(), 'and cannot choose the instant') from splitplot.experiment where key = 'late';

select is_empty(
  $$select c.relname
    from pg_class c
    where c.relnamespace = 'splitplot'::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in
        ('audit_log', 'configuration_version', 'exposure', 'first_assignment', 'event', 'feed_heartbeat', 'api_key', 'identity_link',
         'session', 'session_variant', 'phase_plan', 'ramp_look', 'api_key_use', 'unit_hash_key', 'forgotten_unit',
         'forgetting', 'forgetting_name', 'fact_setting', 'event_name', 'exposure_id', 'event_id', 'refused_fact')
      and not exists (
        select from pg_trigger t
        where t.tgrelid = c.oid and t.tgfoid = 'splitplot.note_configuration_change'::regproc
          and t.tgenabled = 'O')$$,
  'a change of every configuration table has a version');

select * from finish();
rollback;
