-- The audit log has each change of configuration, with who made it; nobody can write or rewrite it.

begin;
select plan(12);
\ir ../fixtures.sql

select set_config('splitplot.actor', 'key:editor-1', true);
select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout');

select results_eq(
  $$select table_name, action, count(*) from splitplot.audit_log
    where actor = 'key:editor-1' group by 1, 2 order by 1$$,
  $$values ('experiment', 'insert', 1::bigint), ('layer', 'insert', 1), ('layer_parameter', 'insert', 1),
      ('phase', 'insert', 1), ('phase_variant', 'insert', 2), ('variant', 'insert', 2)$$,
  'each row that was made is in the log, with the actor that the transaction names');
select results_eq(
  $$select before, after ->> 'key' from splitplot.audit_log where table_name = 'experiment'$$,
  $$values (null::jsonb, 'green')$$, 'with its contents');

update splitplot.experiment set hypothesis = 'greener is better';
select results_eq(
  $$select before ->> 'hypothesis', after ->> 'hypothesis' from splitplot.audit_log where action = 'update'$$,
  $$values ('', 'greener is better')$$, 'a change has before and after');

select set_config('splitplot.actor', '', true);
update splitplot.unit_type set description = 'Visitors' where key = 'user';
select is((select actor from splitplot.audit_log where table_name = 'unit_type'), session_user::text,
          'without an actor it is the database role');

select pg_temp.make_layer('doomed', '{x}');
delete from splitplot.layer_parameter where name = 'x';
select results_eq(
  $$select before ->> 'name', after from splitplot.audit_log where action = 'delete'$$,
  $$values ('x', null::jsonb)$$, 'what was deleted is kept');

insert into splitplot.api_key (name, role, key_hash) values ('editor-1', 'editor', sha256('secret'));
select results_eq(
  $$select after ? 'key_hash', after ->> 'name' from splitplot.audit_log where table_name = 'api_key'$$,
  $$values (false, 'editor-1')$$, 'hashes of keys are not in the log');

select is(pg_temp.outcome(write.statement, write.acting_role), '42501', write.acting_role || ': ' || write.statement)
from (values
  ('insert into splitplot.audit_log (actor, action, table_name) values (''x'', ''insert'', ''x'')', 'splitplot_api'),
  ('update splitplot.audit_log set actor = ''x''', 'splitplot_api'),
  ('delete from splitplot.audit_log', 'splitplot_api'),
  ('truncate splitplot.audit_log', 'splitplot_api'),
  ('delete from splitplot.audit_log', 'splitplot_analyst')) as write(statement, acting_role);

select is_empty(
  $$select c.relname
    from pg_class c
    where c.relnamespace = 'splitplot'::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in
        ('audit_log', 'configuration_version', 'exposure', 'first_assignment', 'event', 'feed_heartbeat', 'identity_link', 'session',
         'session_variant', 'phase_plan', 'ramp_look', 'api_key_use', 'exposure_id', 'event_id', 'refused_fact',
         'unit_hash_key', 'forgotten_unit', 'forgetting', 'forgetting_name')
      and not exists (
        select from pg_trigger t
        where t.tgrelid = c.oid and t.tgfoid = 'splitplot.write_audit'::regproc and t.tgenabled = 'O')$$,
  'every table is audited but the log itself, the versions, the facts, what is compiled from others, looks and uses');

select * from finish();
rollback;
