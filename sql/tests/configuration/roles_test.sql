-- What each role of the primary can do with the tables: read, and add what it is there to add. No role changes
-- or deletes a fact, a log entry or configuration, but through the functions that keep the rules.

begin;
select plan(15);
\ir ../fixtures.sql

create view pg_temp.granted as
select c.relname as name, granted.grantee::regrole::text as role, granted.privilege_type as privilege
from pg_class c
cross join lateral aclexplode(c.relacl) as granted
where c.relnamespace = 'splitplot'::regnamespace and granted.grantee <> c.relowner;

select is_empty(
  $$select * from pg_temp.granted where privilege not in ('SELECT', 'INSERT')$$,
  'no role changes or deletes a row of any table');
select is_empty(
  $$select * from pg_temp.granted where role <> 'splitplot_api' and privilege <> 'SELECT'$$,
  'analysts and the feed only read');
select set_eq(
  $$select name from pg_temp.granted where role = 'splitplot_api' and privilege = 'INSERT'$$,
  $$values ('layer'), ('layer_parameter'), ('metric'), ('experiment'), ('variant'), ('phase'), ('phase_variant'),
      ('experiment_metric')$$,
  'the API adds configuration; facts it stores by functions only');
select is_empty(
  $$select * from pg_temp.granted where name = 'api_key' and role <> 'splitplot_api'$$,
  'only the API reads the hashes of keys');
select is_empty(
  $$select pubname, tablename from pg_publication_tables where tablename in ('api_key', 'audit_log')$$,
  'keys and the audit log do not leave the primary');

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout');
select is(pg_temp.outcome(attempt.statement, 'splitplot_api'), '42501', 'the API may not: ' || attempt.statement)
from (values
  ('update splitplot.experiment set state = ''running'''),
  ('update splitplot.phase set valid = tstzrange(''2020-01-01'', null)'),
  ('insert into splitplot.allocation (layer_id, buckets, owner_kind, holdout_id, valid) '
   'values (1, ''[0,9)'', ''holdout'', 1, tstzrange(now(), null))'),
  ('update splitplot.exposure set variant_id = 1'),
  ('delete from splitplot.first_assignment'),
  ('delete from splitplot.event'),
  ('insert into splitplot.configuration_version (changed_at, actor, transaction_id) values (now(), ''x'', ''1'')'),
  ('insert into splitplot.api_key (name, role, key_hash) values (''x'', ''admin'', sha256(''x''))'),
  ('select splitplot.lock_experiment(''green'')'),
  ('select splitplot.allocate_buckets(1, 1, ''holdout'', 1)')) as attempt(statement);

select * from finish();
rollback;
