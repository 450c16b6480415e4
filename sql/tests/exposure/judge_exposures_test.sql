-- Each reason to refuse an exposure has a stable code and a sentence that names the field.

begin;
select plan(17);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout', 500000, '{500000,500000}', '{"country": "DE"}');
select pg_temp.make_draft('draft', 'checkout', 1);
select pg_temp.make_draft('mail', null);
select splitplot.start_experiment('green');
select splitplot.start_experiment('mail');

create temporary table unit as
select unit_id, reason, variant
from splitplot.assign_batch('green', array(select 'u' || i from generate_series(1, 99) i), '{"country": "DE"}',
                            clock_timestamp());
create function pg_temp.unit(reason text)
  returns text
  language sql
as $$
  select min(u.unit_id) from unit u where u.reason = unit.reason
$$;

create function pg_temp.verdict(report jsonb)
  returns text
  language sql
as $$
  select concat_ws(': ', code, regexp_replace(detail, '\d{4}-\S+ \S+', 'T'))
  from splitplot.judge_exposures(pg_temp.batch(report))
$$;

select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'))), '',
          'nothing is wrong with a unit of the traffic');
select is(pg_temp.verdict(pg_temp.exposure('gren', 'u1')),
          'unknown_experiment: experiment: there is no experiment gren', 'an unknown experiment');
select is(pg_temp.verdict(pg_temp.exposure('green', 'u1', '{"unit": {"session": "s1"}}')),
          'no_unit: unit.user is missing: experiment green assigns by it', 'a unit of another type');
select is(pg_temp.verdict(pg_temp.exposure('green', 'u1', '{"unit": {}}')),
          'no_unit: unit.user is missing: experiment green assigns by it', 'no unit at all');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'),
                          jsonb_build_object('occurred_at', now() + interval '4 minutes 59 seconds'))),
          '', 'a clock that is ahead by less than 5 minutes');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'),
                          jsonb_build_object('occurred_at', now() + interval '5 minutes 1 second'))),
          'occurred_in_the_future: occurred_at: T is more than 5 minutes ahead of the server', 'a clock ahead by more');
select is(pg_temp.verdict(pg_temp.exposure('draft', 'u1')),
          'not_running: experiment: draft was not running at T', 'a draft');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'),
                          jsonb_build_object('occurred_at', e.started_at - interval '1 microsecond'))),
          'not_running: experiment: green was not running at T', 'a microsecond before the start')
from splitplot.experiment e where e.key = 'green';
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'),
                          jsonb_build_object('occurred_at', e.started_at))),
          '', 'the instant of the start')
from splitplot.experiment e where e.key = 'green';
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'), '{"variant": "blue"}')),
          'unknown_variant: variant: experiment green has no variant blue', 'an unknown variant');
select is(pg_temp.verdict(pg_temp.exposure('mail', 'u1')),
          'variant_missing: variant is missing: experiment mail is assigned elsewhere',
          'no variant where another system assigns');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'), '{"attributes": {"country": "FR"}}')),
          'not_targeted: attributes: the unit is not targeted by experiment green', 'attributes outside the targeting');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'), '{"attributes": {}}')),
          'not_targeted: attributes: the unit is not targeted by experiment green',
          'attributes that lack the targeted one');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('split'), '{"attributes": {"country": "DE"}}')),
          '', 'attributes inside');
select is(pg_temp.verdict(pg_temp.exposure('green', pg_temp.unit('not_in_traffic'))),
          'not_in_traffic: unit.user: the unit is not in the traffic of experiment green',
          'a unit outside the traffic');
select is(pg_temp.verdict(pg_temp.exposure('green', u.unit_id, jsonb_build_object('variant', 'v2'))),
          'variant_mismatch: variant: the unit''s variant of experiment green is not v2', 'the variant of other units')
from unit u where u.variant = 'v1' limit 1;

-- Stickiness: a unit that was exposed keeps its variant when a later phase leaves it out.
select splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', pg_temp.unit('split'))));
select pg_temp.next_transaction();
update splitplot.phase set valid = tstzrange(lower(valid), splitplot.configuration_instant()) where not isempty(valid);
update splitplot.allocation set valid = tstzrange(lower(valid), splitplot.configuration_instant());
insert into splitplot.phase (experiment_id, number, traffic_ppm)
select experiment_id, 2, 0 from splitplot.experiment where key = 'green';
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
select p.phase_id, v.variant_id, experiment_id, 500000
from splitplot.phase p join splitplot.variant v using (experiment_id) where p.number = 2;
update splitplot.phase set valid = tstzrange(splitplot.configuration_instant(), null) where number = 2;
select results_eq(
  $$select j.code, p.number, v.key
    from splitplot.judge_exposures(pg_temp.batch(pg_temp.exposure('green', pg_temp.unit('split')))) j
    join splitplot.phase p using (phase_id)
    join splitplot.variant v using (variant_id)$$,
  $$select null::text, 1, variant from unit where unit_id = pg_temp.unit('split')$$,
  'a unit that was exposed keeps variant and phase when traffic is lowered');

select * from finish();
rollback;
