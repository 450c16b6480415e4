-- Between sessions: who reads the plan waits for a change under way, and a change is announced.
--
-- If a reader did not wait, it could look at the clock, miss a change whose instant is earlier than that look,
-- and so answer with a configuration that later turns out not to have been in force.

begin;
select plan(7);

create extension dblink schema public;

-- The other sessions; they end with this one, and what they have not committed with them.
select dblink_connect(session.name, format('host=%s port=%s dbname=%s', current_setting('unix_socket_directories'),
                                           current_setting('port'), current_database()))
from unnest('{writer,reader,listener}'::text[]) session(name);

-- come_true(query): whether the query gives true within 10 seconds.
create function pg_temp.come_true(query text)
  returns boolean
  language plpgsql
as $$
declare
  is_true boolean;
begin
  for try in 1 .. 1000 loop
    execute query into is_true;
    if is_true then
      return true;
    end if;
    perform pg_sleep(0.01);
  end loop;
  return false;
end
$$;

select dblink_exec('writer', 'begin');
select dblink_exec('writer', 'update splitplot.unit_type set description = description where key = ''user''');
select dblink_send_query('reader', 'select version, as_of from splitplot.plan_state()');
select ok(pg_temp.come_true($$
            select exists (select from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and not granted)$$),
          'a reader of the plan waits while a change is under way');

create temporary table written as
select * from dblink('writer',
  'select version, changed_at from splitplot.configuration_version order by version desc limit 1')
  as (version bigint, changed_at timestamptz);
select dblink_exec('listener', 'listen splitplot_configuration');
select dblink_exec('writer', 'commit');

create temporary table read as
select * from dblink_get_result('reader') as (version bigint, as_of timestamptz);
select is((select version from read), (select version from written), 'and then sees it');
select ok((select as_of from read) >= (select changed_at from written), 'at an instant that is not before it');

create temporary table heard (payload text);
create function pg_temp.listen()
  returns boolean
  language sql
as $$
  insert into heard select extra from dblink_get_notify('listener') where notify_name = 'splitplot_configuration';
  select count(*) > 0 from heard
$$;
select ok(pg_temp.come_true('select pg_temp.listen()'), 'servers that listen hear of the change');
select results_eq('select payload::bigint from heard', 'select version from written', 'once, with its version');

-- While a plan is being read, nothing is changed below it.
select * from dblink_get_result('reader') as (version bigint, as_of timestamptz);
select dblink_exec('reader', 'begin');
select * from dblink('reader', 'select version from splitplot.plan_state()') as (version bigint);
select dblink_exec('writer', 'begin');
select dblink_send_query('writer', 'select splitplot.configuration_instant()');
select ok(pg_temp.come_true($$
            select exists (
              select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted)$$),
          'a change waits for those who read the plan');
select dblink_exec('reader', 'commit');
select ok(instant > (select as_of from read), 'and has a later instant')
from dblink_get_result('writer') as (instant timestamptz);

select * from finish();
rollback;
