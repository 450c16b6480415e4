-- Analysts read everything and write nothing; the ETL brings in facts and advances, and changes nothing that is there.

begin;
select plan(21);
\ir fixtures.sql
select pg_temp.make_experiment('green');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy');
select pg_temp.expose('green', 'u1', 'control');
select pg_temp.advance();

-- may(role, statement): 'done' or the SQLSTATE, when that role runs the statement.
create function pg_temp.may(acting_role text, statement text)
  returns text
  language plpgsql
as $$
declare
  answer text;
  own_role text := current_user;
begin
  perform set_config('role', acting_role, true);
  begin
    execute statement;
    answer := 'done';
  exception
    when others then answer := sqlstate;
  end;
  perform set_config('role', own_role, true);
  return answer;
end
$$;

select is(pg_temp.may('splitplot_analyst', statement), 'done', 'an analyst may ' || statement)
from unnest(array[
  'select report.document(''green'')', 'select * from report.experiment(''green'')',
  'select * from report.traffic(''green'', now() - interval ''1 hour'')',
  'select * from report.experiment(''green'', (select max(visible_at) from etl.batch))',
  'select * from stats.welch(2, 1, 1, 2, 2, 1)']) statement;
select is(pg_temp.may('splitplot_analyst', statement), '42501', 'an analyst may not ' || statement)
from unnest(array[
  'insert into fact.exposure select * from fact.exposure', 'delete from rollup.moments',
  'select rollup.advance()', 'select rollup.rebuild()', 'create table report.mine ()',
  'select nextval(''fact.import_event_arrival'')']) statement;

select is_empty(
  $$select c.oid::regclass
    from pg_class c
    where c.relkind in ('r', 'p', 'v') and not c.relispartition
      and c.relnamespace = any ('{splitplot,fact,rollup,etl}'::regnamespace[])
      and not has_table_privilege('splitplot_analyst', c.oid, 'select')$$,
  'an analyst reads each table');
select is_empty(
  $$select c.oid::regclass, p.privilege
    from pg_class c
    cross join unnest('{insert,update,delete,truncate}'::text[]) p(privilege)
    where c.relkind in ('r', 'p')
      and c.relnamespace = any ('{splitplot,fact,rollup,etl}'::regnamespace[])
      and has_table_privilege('splitplot_analyst', c.oid, p.privilege)$$,
  'and writes none');

select is(pg_temp.may('splitplot_etl', statement), 'done', 'the ETL may ' || left(statement, 40))
from unnest(array[
  'select rollup.advance()', 'select * from rollup.rebuild()', 'select nextval(''fact.import_event_arrival'')',
  'insert into fact.exposure
   select 1, 7, gen_random_uuid(), experiment_id, phase_id, variant_id, ''u2'', null, null, occurred_at, received_at
   from fact.exposure']) statement;
select is(pg_temp.may('splitplot_etl', statement), '42501', 'the ETL may not ' || left(statement, 40))
from unnest(array[
  'update fact.exposure set variant_id = 1', 'delete from fact.event', 'update rollup.moments set sum_y = 0',
  'insert into etl.batch (started_at) values (now())']) statement;

select * from finish();
rollback;
