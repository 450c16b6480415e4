-- Exposures are stored once, with the variant that is the unit's, however often and in whatever order they come.

begin;
select plan(33);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout');
select splitplot.start_experiment('green');
create temporary table assigned as
select unit_id, variant from splitplot.assign_batch('green', array(select 'u' || i from generate_series(1, 9) i),
                                                    '{}', clock_timestamp());

-- Stored.
create temporary table first_report as
select pg_temp.exposure('green', unit_id, '{"unit": {"user": "u1", "session": "s1"}, "attributes": {"country": "DE"}}')
  as report
from assigned where unit_id = 'u1';
select results_eq(
  $$select accepted, duplicate, rejected
    from splitplot.record_exposures(pg_temp.batch((select report from first_report)))$$,
  $$values (1, 0, '[]'::jsonb)$$, 'an exposure is accepted');
select results_eq(
  $$select x.id, e.key, v.key, p.number, x.unit_id, x.session_id, x.attributes, x.occurred_at
    from splitplot.exposure x
    join splitplot.experiment e using (experiment_id)
    join splitplot.variant v using (variant_id)
    join splitplot.phase p using (phase_id)$$,
  $$select (report ->> 'id')::uuid, 'green', (select variant from assigned where unit_id = 'u1'), 1, 'u1', 's1',
      '{"country": "DE"}'::jsonb, (report ->> 'occurred_at')::timestamptz
    from first_report$$,
  'and stored with the variant that assign() gives');
select ok(received_at >= occurred_at, 'and with the time it was taken') from splitplot.exposure;
select results_eq(
  'select unit_id, variant_id, phase_id, exposure_id, assigned_at from splitplot.first_assignment',
  'select unit_id, variant_id, phase_id, id, occurred_at from splitplot.exposure',
  'it is the unit''s first assignment');

-- Again.
select results_eq(
  $$select accepted, duplicate, rejected
    from splitplot.record_exposures(pg_temp.batch((select report from first_report)))$$,
  $$values (0, 1, '[]'::jsonb)$$, 'the same exposure again is a duplicate');
select pg_current_wal_insert_lsn() as before \gset
select duplicate from splitplot.record_exposures(pg_temp.batch((select report from first_report))) \g /dev/null
select cmp_ok(pg_current_wal_insert_lsn(), '>', :'before'::pg_lsn, 'and says so no earlier than standbys have the first');
select results_eq(
  $$select accepted, duplicate from splitplot.record_exposures(pg_temp.batch(
      (select report || '{"experiment": "gren", "unit": {"user": "u2"}}' from first_report)))$$,
  $$values (0, 1)$$, 'an id that is stored is a duplicate whatever else it says now');
select is((select count(*) from splitplot.exposure), 1::bigint, 'neither is stored');

select results_eq(
  $$select accepted, duplicate, rejected from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('green', 'u2', '{"id": "00000000-0000-0000-0000-00000000000a"}'),
      pg_temp.exposure('green', 'u3', '{"id": "00000000-0000-0000-0000-00000000000a"}'),
      pg_temp.exposure('green', 'u2', '{"id": "00000000-0000-0000-0000-00000000000A"}')))$$,
  $$values (1, 2, '[]'::jsonb)$$, 'of one id several times in a batch, one is stored');
select is((select unit_id from splitplot.exposure where id = '00000000-0000-0000-0000-00000000000a'), 'u2',
          'the one that stands first');

select results_eq(
  $$select accepted, duplicate, pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('gren', 'u2', '{"id": "00000000-0000-0000-0000-00000000000b"}'),
      pg_temp.exposure('green', 'u2', '{"id": "00000000-0000-0000-0000-00000000000b"}')))$$,
  $$values (1, 0, '0 unknown_experiment')$$, 'one that was refused is stored when it is reported rightly');

-- The first assignment stays.
select results_eq(
  $$select accepted, duplicate from splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', 'u1')))$$,
  $$values (1, 0)$$, 'a unit may be exposed many times');
select results_eq(
  $$select exposure_id from splitplot.first_assignment where unit_id = 'u1'$$,
  $$select (report ->> 'id')::uuid from first_report$$, 'its first assignment stays what it was');
select splitplot.record_exposures(pg_temp.batch(
  pg_temp.exposure('green', 'u4', jsonb_build_object('occurred_at', clock_timestamp())),
  pg_temp.exposure('green', 'u4', jsonb_build_object('occurred_at', e.started_at))))
from splitplot.experiment e;
select results_eq(
  $$select f.assigned_at from splitplot.first_assignment f where f.unit_id = 'u4'$$,
  'select started_at from splitplot.experiment', 'of a batch, the one that occurred first is the first');

-- A batch of all kinds.
select results_eq(
  $$select accepted, duplicate, pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('gren', 'u5'), pg_temp.exposure('green', 'u5'), (select report from first_report),
      pg_temp.exposure('green', 'u6', '{"variant": "v9"}'), pg_temp.exposure('green', 'u6')))$$,
  $$values (2, 1, '0 unknown_experiment, 3 unknown_variant')$$, 'what is wrong with one does not hold up the others');
select results_eq(
  'select accepted, duplicate, rejected from splitplot.record_exposures(''[]'')', $$values (0, 0, '[]'::jsonb)$$,
  'an empty batch is no error');
select results_eq(
  $$select sum(accepted), sum(duplicate)
    from splitplot.record_exposures((
      select pg_temp.batch(variadic array_agg(pg_temp.exposure('green', 'many-' || i)))
      from generate_series(1, 1000) i))$$,
  $$values (1000::bigint, 0::bigint)$$, 'a thousand in a batch');

-- The variant a client names must be the unit's.
select results_eq(
  $$select accepted, rejected from splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', 'u7',
      jsonb_build_object('variant', (select variant from assigned where unit_id = 'u7')))))$$,
  $$values (1, '[]'::jsonb)$$, 'the unit''s own variant is accepted');
select results_eq(
  $$select pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', 'u7',
      jsonb_build_object('variant', (select case variant when 'v1' then 'v2' else 'v1' end
                                     from assigned where unit_id = 'u7')))))$$,
  $$values ('0 variant_mismatch')$$, 'another one is refused');

-- Late ones.
create temporary table late as select pg_temp.exposure('green', 'u8') as report;
select pg_temp.next_transaction();
select splitplot.stop_experiment('green');
select results_eq(
  $$select accepted, duplicate, rejected
    from splitplot.record_exposures(pg_temp.batch((select report from late), (select report from first_report)))$$,
  $$values (1, 1, '[]'::jsonb)$$,
  'after the stop, what occurred before it is accepted and what is stored already is a duplicate');
select results_eq(
  $$select pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', 'u1')))$$,
  $$values ('0 not_running')$$, 'what occurred after it is refused');

-- Assigned elsewhere.
select pg_temp.make_draft('mail', null);
select results_eq(
  $$select pg_temp.codes(rejected)
    from splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('mail', 'u1', '{"variant": "v2"}')))$$,
  $$values ('0 not_running')$$, 'an external experiment must have been started');
select splitplot.start_experiment('mail');
select results_eq(
  $$select accepted, duplicate, pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('mail', 'u1', '{"variant": "v1"}'), pg_temp.exposure('mail', 'u2', '{"variant": "v2"}'),
      pg_temp.exposure('mail', 'u3'), pg_temp.exposure('mail', 'u4', '{"variant": "v3"}')))$$,
  $$values (2, 0, '2 variant_missing, 3 unknown_variant')$$,
  'the variant of an external experiment is the reported one, and must be there');
select results_eq(
  $$select x.unit_id, v.key
    from splitplot.exposure x
    join splitplot.experiment e using (experiment_id)
    join splitplot.variant v using (variant_id)
    where e.key = 'mail' order by 1$$,
  $$values ('u1', 'v1'), ('u2', 'v2')$$, 'and stored as reported');

-- What a batch says of one unit or session, it says as if it came in the order of occurrence.
select results_eq(
  $$select accepted, duplicates, pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('mail', 'm1', jsonb_build_object('variant', 'v1', 'occurred_at', now() + interval '1 second')),
      pg_temp.exposure('mail', 'm1', jsonb_build_object('variant', 'v2', 'occurred_at', now()))))$$,
  $$values (1, '{}'::integer[], '0 variant_mismatch')$$, 'a unit with two variants: what occurred first counts');
select results_eq(
  $$select accepted, duplicates, pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('mail', 'm2', '{"variant": "v1", "unit": {"user": "m2", "session": "sm"}}'),
      pg_temp.exposure('mail', 'm3', '{"variant": "v2", "unit": {"user": "m3", "session": "sm"}}'),
      pg_temp.exposure('mail', 'm4', '{"variant": "v1", "unit": {"user": "m4", "session": "sm"}}')))$$,
  $$values (2, '{}'::integer[], '1 session_conflict')$$, 'a session with two variants: what occurred first counts');
select is_empty($$select from splitplot.first_assignment where unit_id = 'm3'$$,
                'who is refused has seen nothing');
select results_eq(
  $$select accepted, duplicates, pg_temp.codes(rejected) from splitplot.record_exposures(pg_temp.batch(
      pg_temp.exposure('mail', 'm5', '{"variant": "v9"}'), pg_temp.exposure('mail', 'm6', '{"variant": "v1"}'),
      (select jsonb_build_object('id', id, 'experiment', 'mail', 'unit', '{"user": "m7"}'::jsonb, 'variant', 'v1',
         'occurred_at', now()) from splitplot.exposure where unit_id = 'm2')))$$,
  $$values (1, '{2}'::integer[], '0 unknown_variant')$$, 'which ones were duplicates is told by their index');
select is_empty('select * from splitplot.broken_promise', 'what is stored keeps every promise');

-- What the API checks first would be refused here too, with the whole batch.
select is(pg_temp.outcome(format('select splitplot.record_exposures(%L)', pg_temp.batch(pg_temp.exposure('mail', u.id,
            '{"variant": "v1"}')))), '23514 a_unit_id_has_1_to_256_bytes', u.what)
from (values ('', 'an empty unit id'), (repeat('é', 129), 'a unit id of 258 bytes')) as u(id, what);
select is(pg_temp.outcome(format('select splitplot.record_exposures(%L)', pg_temp.batch(
            pg_temp.exposure('mail', 'u1', '{"variant": "v1", "id": null}')))), '23502 id',
          'an exposure without an id');
select is(pg_temp.outcome(format('select splitplot.record_exposures(%L)', pg_temp.batch(
            pg_temp.exposure('mail', repeat('é', 128), '{"variant": "v1"}'))), 'splitplot_api'), 'done',
          'the API''s role records an exposure of a unit with 256 bytes');

select * from finish();
rollback;
