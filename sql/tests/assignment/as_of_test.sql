-- A decision of the past can be made again, whatever was changed since.

begin;
select plan(11);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout', 300000, '{200000,800000}', '{"country": "DE"}');
select pg_temp.make_draft('blue', 'checkout', 1000000);

create table pg_temp.instant (name text primary key, at timestamptz not null);

-- decided(experiment, at): what 300 Germans get from an experiment.
create function pg_temp.decided(experiment text, at timestamptz)
  returns table (unit_id text, variant text, parameters jsonb, phase integer, reason text)
  language sql
as $$
  select b.* from splitplot.assign_batch(
    experiment, array(select 'user-' || i from generate_series(1, 300) i), '{"country": "DE"}', at) b
$$;

-- reasons(experiment, at): the reasons among them.
create function pg_temp.reasons(experiment text, at timestamptz)
  returns text[]
  language sql
as 'select array_agg(distinct d.reason order by d.reason) from pg_temp.decided(experiment, at) d';

select splitplot.start_experiment('green');
insert into pg_temp.instant values ('started', splitplot.configuration_instant());
create table pg_temp.first_phase as select * from pg_temp.decided('green', (select at from pg_temp.instant));
select is(pg_temp.reasons('green', at), '{not_in_traffic,split}', 'it decides from the instant of its start')
from pg_temp.instant where name = 'started';
select is(pg_temp.reasons('green', at - interval '1 microsecond'), '{not_running}', 'and not earlier')
from pg_temp.instant where name = 'started';

-- The next phase: other weights, other parameters, everybody targeted. Buckets stay.
select pg_temp.next_transaction();
insert into pg_temp.instant values ('second phase', splitplot.configuration_instant());
with made as (
  insert into splitplot.phase (experiment_id, number, traffic_ppm)
  select experiment_id, 2, 300000 from splitplot.experiment where key = 'green'
  returning *
)
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
select made.phase_id, v.variant_id, experiment_id, 1000000 - 200000 * v.position, '{"button": 2}'
from made
join splitplot.variant v using (experiment_id);
update splitplot.phase_variant set weight_ppm = 200000 where weight_ppm = 600000;
update splitplot.phase
set valid = tstzrange(lower(valid), splitplot.configuration_instant())
where number = 1 and not isempty(valid);
update splitplot.phase
set valid = tstzrange(splitplot.configuration_instant(), null)
where number = 2;

select is(array_agg(distinct phase), '{2}', 'the next phase decides from its instant')
from pg_temp.decided('green', (select at from pg_temp.instant where name = 'second phase'));
select isnt_empty(
  $$select d.variant, f.variant
    from pg_temp.decided('green', (select at from pg_temp.instant where name = 'second phase')) d
    join pg_temp.first_phase f using (unit_id)
    where d.variant <> f.variant$$,
  'and differently, as its weights are others');
select is(pg_temp.reasons('green', at), '{not_in_traffic,split}', 'its buckets are still those of the start')
from pg_temp.instant where name = 'second phase';
select results_eq(
  $$select * from pg_temp.decided('green', (select at from pg_temp.instant where name = 'started'))$$,
  'table pg_temp.first_phase', 'as of the first phase every decision is what it was');

select pg_temp.next_transaction();
select splitplot.stop_experiment('green');
insert into pg_temp.instant values ('stopped', splitplot.configuration_instant());
select is(pg_temp.reasons('green', at), '{not_running}', 'it decides nothing from the instant of its stop on')
from pg_temp.instant where name = 'stopped';
select is(pg_temp.reasons('green', at - interval '1 microsecond'), '{not_in_traffic,split}', 'and until then it does')
from pg_temp.instant where name = 'stopped';

-- Another experiment takes over its buckets.
select pg_temp.next_transaction();
select splitplot.start_experiment('blue');
select is(pg_temp.reasons('blue', splitplot.configuration_instant()), '{split}', 'its buckets go to another');
select results_eq(
  $$select * from pg_temp.decided('green', (select at from pg_temp.instant where name = 'started'))$$,
  'table pg_temp.first_phase', 'and as of the first phase every decision is still what it was');
select is(pg_temp.reasons('blue', at), '{not_running}', 'when the other had none')
from pg_temp.instant where name = 'started';

select * from finish();
rollback;
