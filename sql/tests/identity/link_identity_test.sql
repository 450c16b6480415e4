-- Units of one person are decided as one root from the next session on, and no session changes before it ends.

begin;
select plan(34);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout');
select splitplot.start_experiment('green');

-- log_in(anonymous, known, session): what the log-in is answered with.
create function pg_temp.log_in(anonymous text, known text, session text default null)
  returns text
  language sql volatile
as $$
  select concat_ws(' ', l.linked::text, l.root_id, l.decided_id)
  from splitplot.link_identity('user', anonymous, known, session) l
$$;

-- see(unit, session): an exposure of now; answers the code of its refusal.
create function pg_temp.see(unit text, session text default null)
  returns text
  language sql volatile
as $$
  select pg_temp.codes(rejected)
  from splitplot.record_exposures(pg_temp.batch(pg_temp.exposure('green', unit,
    jsonb_build_object('unit', jsonb_strip_nulls(jsonb_build_object('user', unit, 'session', session))))))
$$;

-- who(unit, session): as whom is it decided?
create function pg_temp.who(unit text, session text default null)
  returns text
  language sql stable
as $$ select splitplot.deciding_unit('user', unit, session) $$;

-- The first log-in of all.
select is(pg_temp.log_in('a1', 'u1', 's1'), 'true a1 a1', 'who logs in for the first time carries the anonymous unit on');
select is(pg_temp.log_in('a1', 'u1', 's1'), 'false a1 a1', 'saying it again changes nothing');
select is(pg_temp.who('u1'), 'a1', 'the known unit is decided as the anonymous one');
select is(pg_temp.who('a1'), 'a1', 'which stays itself');
select is(pg_temp.who('u1', 's1'), 'a1', 'in the session too');
select results_eq($$select unit_id, is_pinned from splitplot.session where session_id = 's1'$$,
                  $$values ('a1', false)$$, 'whose root is what it began with, so nothing is pinned');

-- A second device.
select is(pg_temp.see('a2', 's2'), null, 'a second device sees a variant');
select is(pg_temp.log_in('a2', 'u1', 's2'), 'true a1 a2', 'the known unit has a root already; the session goes on');
select is(pg_temp.who('u1', 's2'), 'a2', 'as it began, by the known unit');
select is(pg_temp.who('a2', 's2'), 'a2', 'and by the anonymous one');
select is(pg_temp.who('a2', 's3'), 'a1', 'the next session has the root');
select is(pg_temp.see('u1', 's2'), null, 'so the session sees what it saw');
select is(count(distinct variant_id)::integer, 1, 'one variant')
from splitplot.exposure where session_id = 's2';

-- Known before.
select is(pg_temp.see('u4'), null, 'a known unit sees a variant on another device');
select is(pg_temp.log_in('a4', 'u4', 's4'), 'true u4 a4', 'then its variants win from the next session on');
select is(pg_temp.who('u4', 's4'), 'a4', 'and the session goes on');
select is(pg_temp.who('a4'), 'u4', 'the device has the root of the known unit');

-- Other sessions of the same unit, that this log-in does not name.
select is(pg_temp.see('a5', 's5'), null, 'a device has a session');
select is(pg_temp.see('u5', 's6'), null, 'a known unit has another');
select is(pg_temp.log_in('a5', 'u5'), 'true u5 u5', 'a log-in names no session');
select is(pg_temp.who('a5', 's5'), 'a5', 'the session of the device goes on as it began');
select is(pg_temp.who('u5', 's5'), 'a5', 'whoever is named in it');
select is(pg_temp.who('u5', 's6'), 'u5', 'and so does that of the known unit');
select results_eq($$select session_id, is_pinned from splitplot.session where session_id in ('s5', 's6') order by 1$$,
                  $$values ('s5', true), ('s6', false)$$, 'only what would change is pinned');

-- A shared device.
select is(pg_temp.log_in('a1', 'u7', 's7'), 'false u7 a1', 'another person on the same device has an own root');
select is(pg_temp.who('u7', 's7'), 'a1', 'and the session goes on');
select is(pg_temp.who('u7'), 'u7', 'the next one is theirs');
select is(pg_temp.who('a1'), 'a1', 'and the device stays with who logged in first');

-- As of.
select is(splitplot.deciding_unit('user', 'u1', null, now() - interval '1 day'), 'u1',
          'a link is not known before it was made');

-- Refusals.
select is(pg_temp.outcome($$select splitplot.link_identity('ghost', 'a', 'u')$$), 'SP422 unknown_unit_type unit_type',
          'an unknown unit type');
select is(pg_temp.outcome($$select splitplot.link_identity('user', '', 'u')$$), 'SP422 invalid_unit_id unit.user',
          'an impossible id');
select is(pg_temp.outcome($$select splitplot.link_identity('user', 'a', repeat('é', 129))$$),
          'SP422 invalid_unit_id unit.user', 'ids are measured in bytes');
select is(pg_temp.outcome($$insert into splitplot.identity_link (unit_type_id, unit_id, root_id) values (1, 'x', 'y')$$,
                          'splitplot_api'), '42501', 'the API makes links by the function only');
select is(pg_temp.outcome($$select splitplot.link_identity('user', 'a9', 'u9')$$, 'splitplot_api'), 'done',
          'and may do that');

select * from finish();
rollback;
