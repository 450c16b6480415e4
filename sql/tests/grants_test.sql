-- Every role may do what sql/tests/grants says, and nothing else: each function and each table, by whatever way a role
-- comes to a right.

begin;
select plan(12);

select to_regnamespace('rollup') is not null as is_warehouse \gset
\if :is_warehouse
\ir grants/warehouse.sql
\else
\ir grants/primary.sql
\endif

create temporary view ours as
select n.oid, n.nspname
from pg_namespace n
where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public');

create temporary view groups as
select r.oid, r.rolname, replace(r.rolname, 'splitplot_', '') as name
from pg_roles r
where r.rolname in ('splitplot_api', 'splitplot_analyst', 'splitplot_feed', 'splitplot_etl', 'splitplot_reporter', 'splitplot_analyser',
  'splitplot_agent', 'splitplot_privacy');

create temporary view relations as
select c.oid, c.oid::regclass::text as name, c.relkind, c.relnamespace, c.relowner, c.relispartition, c.relacl
from pg_class c
join pg_temp.ours n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S');

select set_eq(
  $$select
      format('%s.%s', n.nspname, p.proname),
      coalesce(string_agg(distinct g.name, ' ' order by g.name), '')
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    left join pg_temp.groups g
      on has_schema_privilege(g.oid, n.oid, 'usage') and has_function_privilege(g.oid, p.oid, 'execute')
    where n.nspname <> 'stats'
    group by n.nspname, p.proname$$,
  'select name, roles from pg_temp.expected_function',
  'each function can be called by the roles that are listed');

select is_empty(
  $$select n.nspname, p.proname
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    cross join pg_temp.groups g
    group by n.nspname, p.proname, g.oid
    having bool_or(has_function_privilege(g.oid, p.oid, 'execute'))
      and not bool_and(has_function_privilege(g.oid, p.oid, 'execute'))$$,
  'functions of one name are granted alike');

select set_eq(
  $$with held as (
      select r.name, r.relkind, g.name as role, string_agg(p.privilege, ' ' order by p.place) as privileges
      from pg_temp.relations r
      cross join lateral unnest(case r.relkind
        when 'S' then '{usage,select,update}'::text[]
        else '{select,select of columns,insert,update,delete,truncate,references,trigger}' end)
        with ordinality as p(privilege, place)
      left join pg_temp.groups g
        on has_schema_privilege(g.oid, r.relnamespace, 'usage')
        and case
          when r.relkind = 'S' then has_sequence_privilege(g.oid, r.oid, p.privilege)
          when p.privilege = 'select of columns'
            then has_any_column_privilege(g.oid, r.oid, 'select') and not has_table_privilege(g.oid, r.oid, 'select')
          else has_table_privilege(g.oid, r.oid, p.privilege)
            or p.privilege in ('insert', 'update', 'references') and has_any_column_privilege(g.oid, r.oid, p.privilege)
        end
      where not r.relispartition
      group by r.name, r.relkind, g.name
    )
    select h.name, coalesce(string_agg(h.role || ' ' || h.privileges, ', ' order by h.role), '') as roles
    from held h
    group by h.name, h.relkind
    having h.relkind <> 'S' or count(h.role) > 0$$,
  'select name, roles from pg_temp.expected_table',
  'each table, view and sequence can be used by the roles that are listed, as listed');

select is_empty(
  $$select r.name, granted.grantee::regrole
    from pg_temp.relations r
    cross join lateral aclexplode(r.relacl) as granted
    where r.relispartition and granted.grantee <> r.relowner$$,
  'a partition is reached by its table only');

select is_empty(
  $$select name, roles from pg_temp.expected_table
    where roles ~ '(update|delete|truncate)'$$,
  'no role changes or deletes a row of any table');

select is_empty(
  $$select p.oid::regprocedure
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    where n.nspname = 'stats' and (p.prosecdef or not has_function_privilege('public', p.oid, 'execute'))$$,
  'statistics are everybody''s, and run as whoever calls them');

select is_empty(
  $$select o.kind, o.name, o.owner
    from (
      select 'schema' as kind, s.nspname::text as name, s.nspowner as owner
      from pg_namespace s join pg_temp.ours n on n.oid = s.oid
      union all
      select 'relation', r.name, r.relowner from pg_temp.relations r
      union all
      select 'function', p.oid::regprocedure::text, p.proowner
      from pg_proc p join pg_temp.ours n on n.oid = p.pronamespace
      union all
      select 'type', t.oid::regtype::text, t.typowner from pg_type t join pg_temp.ours n on n.oid = t.typnamespace
      union all
      select 'publication', pb.pubname::text, pb.pubowner from pg_publication pb
    ) o
    join pg_roles r on r.oid = o.owner
    where r.rolcanlogin$$,
  'no role that can log in owns anything');

select is_empty(
  $$select r.rolname
    from pg_roles r
    join pg_temp.groups g on g.oid = r.oid
    where r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls$$,
  'groups cannot log in, and have no rights over the server');

select is_empty(
  $$select g.rolname, m.roleid::regrole
    from pg_auth_members m
    join pg_temp.groups g on g.oid = m.member
    where m.roleid::regrole::text not in ('pg_read_all_stats')$$,
  'no group is a member of another');

select is_empty(
  $$select c.oid::regclass, a.attname, granted.grantee::regrole, granted.privilege_type
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_temp.ours n on n.oid = c.relnamespace
    cross join lateral aclexplode(a.attacl) as granted
    where granted.privilege_type <> 'SELECT'
      or a.attname in ('unit_id', 'session_id', 'attributes', 'properties', 'targeting', 'salt')$$,
  'no column is given by itself that names a unit');

-- What will be made tomorrow.
set local role splitplot_owner;
create function splitplot.made_tomorrow() returns integer language sql as 'select 1';
create table splitplot.made_tomorrow ();
create function stats.made_tomorrow() returns integer language sql as 'select 1';
reset role;
select is_empty(
  $$select g.name
    from pg_temp.groups g
    where has_function_privilege(g.oid, 'splitplot.made_tomorrow()', 'execute')
      or has_table_privilege(g.oid, 'splitplot.made_tomorrow', 'select')$$,
  'a new function or table is nobody''s until it is granted');
select ok(has_function_privilege('public', 'stats.made_tomorrow()', 'execute'), 'but statistics are everybody''s');

select * from finish();
rollback;
