-- The inlets hand every fact on, once, and stay empty.

begin;
select plan(13);
\ir fixtures.sql
select pg_temp.make_experiment('green');

select pg_temp.expose('green', 'u1', 'control', 0, id => '00000000-0000-0000-0000-000000000001');
insert into splitplot.event (id, units, name, value, properties, occurred_at, received_at)
values ('00000000-0000-0000-0000-000000000002', '{"user": "u1", "session": "s1"}', 'view', 2.5, '{"a": 1}',
        pg_temp.hour(1), pg_temp.hour(2));

select is((select count(*) from splitplot.exposure), 0::bigint, 'the inlet of exposures is empty');
select is((select count(*) from splitplot.event), 0::bigint, 'and that of events');
select results_eq(
  $$select source, id, experiment_id, phase_id, variant_id, unit_id collate "default", session_id, occurred_at
    from fact.exposure$$,
  $$values (0::smallint, '00000000-0000-0000-0000-000000000001'::uuid, 1, 11, 11, 'u1', null::text,
            pg_temp.hour(0))$$,
  'an exposure is in fact.exposure, from source 0');
select results_eq(
  $$select source, id, unit_type, unit_id collate "default", name, value, properties, occurred_at, received_at
    from fact.event order by unit_type$$,
  $$select 0::smallint, '00000000-0000-0000-0000-000000000002'::uuid, u.unit_type, u.unit_id, 'view',
      2.5::numeric(27, 12), '{"a": 1}'::jsonb, pg_temp.hour(1), pg_temp.hour(2)
    from (values ('session', 's1'), ('user', 'u1')) u(unit_type, unit_id)$$,
  'an event is in fact.event once for each of its units');
select is((select count(distinct arrival) from fact.event), 2::bigint, 'each row has its own arrival');

select pg_temp.expose('green', 'u2', 'green', 1, id => '00000000-0000-0000-0000-000000000001');
insert into splitplot.event (id, units, name, occurred_at, received_at)
values ('00000000-0000-0000-0000-000000000002', '{"user": "u1", "session": "s1"}', 'cart', pg_temp.hour(1), now());
select results_eq('select unit_id collate "default" from fact.exposure', $$values ('u1')$$,
                  'an exposure that comes in again changes nothing');
select results_eq('select distinct name from fact.event', $$values ('view')$$, 'nor does an event');

select pg_temp.expose('green', 'u3', 'green', 1);
select ok((select bool_and(x.arrival > y.arrival) from fact.exposure x, fact.exposure y
           where x.unit_id = 'u3' and y.unit_id = 'u1'), 'what comes in later has a greater arrival');

-- The apply worker of a subscription is a replica's session: ordinary triggers do not fire for it.
set local session_replication_role = replica;
select pg_temp.expose('green', 'u4', 'green', 1);
select pg_temp.happen('u4', 'view');
set local session_replication_role = origin;
select is((select count(*) from splitplot.exposure), 0::bigint, 'an apply worker''s exposures are handed on, too');
select is((select count(*) from fact.exposure where unit_id = 'u4'), 1::bigint, 'to fact.exposure');
select is((select count(*) from fact.event where unit_id = 'u4'), 1::bigint, 'and its events to fact.event');

-- Else an update or a delete at the primary would stop the feed for want of an identity.
select has_pk('splitplot', 'exposure', 'the inlet of exposures has a primary key');
select has_pk('splitplot', 'event', 'and so has that of events');

select * from finish();
rollback;
