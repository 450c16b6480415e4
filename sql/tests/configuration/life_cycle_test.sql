-- An experiment goes draft, running (and paused), stopped, concluded, and no other way.

begin;
select plan(35);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout', 300000);
select pg_temp.next_transaction();

-- Start.
select is(pg_temp.outcome($$select splitplot.start_experiment('gren')$$, 'splitplot_api'),
          'SP404 unknown_experiment experiment', 'an unknown experiment cannot be started');
select is(pg_temp.outcome($$select splitplot.start_experiment('green', 2)$$, 'splitplot_api'),
          'SP412 experiment_changed If-Match', 'nor one that has changed since it was read');
select is((select state from splitplot.experiment), 'draft', 'a refused start leaves a draft');
select is((select count(*) from splitplot.allocation), 0::bigint, 'without buckets');
select is(pg_temp.outcome($$select splitplot.stop_experiment('green')$$, 'splitplot_api'),
          'SP409 illegal_transition state', 'a draft cannot be stopped');

select is(pg_temp.outcome($$select splitplot.start_experiment('green', 1)$$, 'splitplot_api'), 'done',
          'the API''s role can start a draft');
select results_eq(
  'select state, version, started_at, stopped_at from splitplot.experiment',
  $$values ('running', 2, splitplot.configuration_instant(), null::timestamptz)$$,
  'it is running since the configuration instant, and its version has grown');
select results_eq(
  'select valid from splitplot.phase', 'select tstzrange(splitplot.configuration_instant(), null)',
  'its first phase is in force from that instant without end');
select results_eq(
  'select buckets, valid from splitplot.allocation',
  'select int4range(0, 300000), tstzrange(splitplot.configuration_instant(), null)',
  'it owns its share of the buckets for the same time');
select is(pg_temp.outcome($$select splitplot.start_experiment('green')$$, 'splitplot_api'),
          'SP409 illegal_transition state', 'it cannot be started again');

select pg_temp.make_draft(d.key, d.layer) from (values ('empty', 'checkout'), ('external-empty', null)) d(key, layer);
delete from splitplot.phase_variant where experiment_id <> (select experiment_id from splitplot.allocation);
delete from splitplot.phase where isempty(valid);
select is(pg_temp.outcome(format('select splitplot.start_experiment(%L)', d.key), 'splitplot_api'),
          'SP409 no_phase', d.key || ': a draft without a phase has nothing to assign and is not started')
from unnest('{empty,external-empty}'::text[]) d(key);
delete from splitplot.variant where experiment_id <> (select experiment_id from splitplot.allocation);
delete from splitplot.experiment where state = 'draft';

-- What a start freezes.
select is(pg_temp.outcome(format('update splitplot.experiment set %s = %s', change.name, change.value)),
          'SP409 frozen_at_start', change.name || ' is frozen by the start')
from (values ('key', '''blue'''), ('salt', '''other'''), ('method', '''{}'''), ('started_at', 'now()'),
  ('unit_type_id', 'unit_type_id + 1'), ('layer_id', 'layer_id + 1')) as change(name, value);
select is(pg_temp.outcome('update splitplot.experiment set hypothesis = ''greener is better'''), 'done',
          'the hypothesis is not frozen');

-- What has been in force is constant.
select pg_temp.next_transaction();
select is(pg_temp.outcome(refused.statement), 'SP409 in_force' || coalesce(' ' || refused.field, ''), refused.what)
from (values
  ('update splitplot.phase set traffic_ppm = 1', null, 'traffic of a phase in force does not change'),
  ('update splitplot.phase set valid = tstzrange(lower(valid) - interval ''1 hour'', null)', null,
   'a phase does not begin earlier than it did'),
  ('update splitplot.phase set valid = tstzrange(lower(valid), lower(valid) + interval ''1 microsecond'')', null,
   'a phase is not closed in the past'),
  ('update splitplot.phase set valid = ''empty''', null, 'a phase in force does not become one that never was'),
  ('delete from splitplot.phase', null, 'a phase in force is not deleted'),
  ('update splitplot.allocation set buckets = ''[0,9)''', null, 'an allocation in force does not move'),
  ('delete from splitplot.allocation', null, 'an allocation in force is not deleted'),
  ('update splitplot.phase_variant set weight_ppm = 0', 'weight', 'weights do not change within a phase'),
  ('delete from splitplot.phase_variant', 'weight', 'variants do not leave a phase')
) as refused(statement, field, what);

-- Stop.
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.stop_experiment('green', 1)$$, 'splitplot_api'),
          'SP412 experiment_changed If-Match', 'a stop with an old version is refused');
select is(pg_temp.outcome($$select splitplot.stop_experiment('green', 2)$$, 'splitplot_api'), 'done',
          'the API''s role can stop a running experiment');
select results_eq(
  $$select e.state, e.version, e.stopped_at, upper(p.valid), upper(a.valid)
    from splitplot.experiment e
    join splitplot.phase p using (experiment_id)
    join splitplot.allocation a using (experiment_id)$$,
  'select ''stopped'', 3, i, i, i from splitplot.configuration_instant() i',
  'its end closes its phase and its allocation at the same instant');
select ok(stopped_at > started_at, 'which is later than its start') from splitplot.experiment;
select is(pg_temp.outcome($$select splitplot.stop_experiment('green')$$, 'splitplot_api'),
          'SP409 illegal_transition state', 'it cannot be stopped again');
select is(pg_temp.outcome($$select splitplot.start_experiment('green')$$, 'splitplot_api'),
          'SP409 illegal_transition state', 'nor started again');
select is(pg_temp.outcome('update splitplot.phase set valid = tstzrange(lower(valid), null)'), 'SP409 in_force',
          'a closed phase is not opened again');

select * from finish();
rollback;
