-- Between sessions: log-ins and exposures of the same units wait for each other, others do not.

begin;
select plan(7);

create extension dblink schema public;

-- The other sessions; they end with this one, and what they have not committed with them.
select dblink_connect(session.name, format('host=%s port=%s dbname=%s', current_setting('unix_socket_directories'),
                                           current_setting('port'), current_database()))
from unnest('{first,second}'::text[]) session(name);

-- waits(): whether a session waits for a lock of identities within 10 seconds.
create function pg_temp.waits()
  returns boolean
  language plpgsql
as $$
begin
  for try in 1 .. 1000 loop
    if exists (select from pg_locks l where l.locktype = 'advisory' and not l.granted
               and l.classid = (hashtext('splitplot.identity')::bigint & 4294967295)::oid) then
      return true;
    end if;
    perform pg_sleep(0.01);
  end loop;
  return false;
end
$$;

-- Two log-ins of one person on two devices at once.
select dblink_exec('first', 'begin');
select * from dblink('first', $$select root_id from splitplot.link_identity('user', 'left', 'both')$$) as (root text);
select dblink_exec('second', 'begin');
select dblink_send_query('second', $$select root_id from splitplot.link_identity('user', 'right', 'both')$$);
select ok(pg_temp.waits(), 'a second log-in of the same unit waits for the first');
select dblink_exec('first', 'rollback');
select results_eq($$select * from dblink_get_result('second') as (root text)$$, $$values ('right')$$,
                  'the first one died, so it never was');
select * from dblink_get_result('second') as (root text);
select dblink_exec('second', 'rollback');

-- A log-in while an exposure of its unit is stored.
select dblink_exec('first', 'begin');
select * from dblink('first', $$select accepted from splitplot.record_exposures(
  '[{"index": 0, "id": "00000000-0000-0000-0000-000000000001", "experiment": "none", "unit": {"user": "both"},
     "occurred_at": "2026-01-01"}]')$$) as (accepted integer);
select dblink_exec('second', 'begin');
select results_eq(
  $$select * from dblink('second', 'select accepted from splitplot.record_exposures(
      ''[{"index": 0, "id": "00000000-0000-0000-0000-000000000002", "experiment": "none", "unit": {"user": "both"},
          "occurred_at": "2026-01-01"}]'')') as (accepted integer)$$,
  $$values (0)$$, 'exposures of a unit do not wait for each other');
select dblink_exec('second', 'rollback');
select dblink_exec('second', 'begin');
select dblink_send_query('second', $$select root_id from splitplot.link_identity('user', 'left', 'both')$$);
select ok(pg_temp.waits(), 'a log-in waits until exposures of its units are stored');
select dblink_exec('first', 'commit');
select results_eq($$select * from dblink_get_result('second') as (root text)$$, $$values ('left')$$, 'and then goes on');
select * from dblink_get_result('second') as (root text);
select dblink_exec('second', 'rollback');

-- Units of others, and many of them.
select dblink_exec('first', 'begin');
select * from dblink('first', $$select root_id from splitplot.link_identity('user', 'left', 'left')$$) as (root text);
select ok(
  (select hashtext('user:left') & 63) <> (select hashtext('user:other') & 63),
  'two units with locks of their own');
select results_eq(
  $$select * from dblink('second',
      'select root_id from splitplot.link_identity(''user'', ''other'', ''other'')') as (root text)$$,
  $$values ('other')$$, 'do not wait for each other');

select * from finish();
rollback;
