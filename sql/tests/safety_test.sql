-- Nobody gets at more than was given: what is true of every function and table, of today and to come.

begin;
select plan(6);

create view pg_temp.ours as
select n.oid
from pg_namespace n
where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public');

-- A function that runs with its owner's rights must not take names from where its caller can put some:
-- temporary objects come last only when pg_temp is named last, else they come first.
select is_empty(
  $$select p.oid::regprocedure, p.proconfig
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    where p.prosecdef
      and not exists (
        select from unnest(p.proconfig) as setting
        where setting ~ '^search_path=pg_catalog,( \w+,)* pg_temp$' and setting !~ '(public|\$user)')
    order by 1$$,
  'each function that runs as its owner has a fixed search path, from pg_catalog to pg_temp');

select is_empty(
  $$select p.oid::regprocedure
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as granted
    where p.prosecdef and granted.grantee = 0 and granted.privilege_type = 'EXECUTE'
    order by 1$$,
  'none of them can be called by everybody');

select is_empty(
  $$select p.oid::regprocedure
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as granted
    where granted.grantee = 0 and n.oid <> 'stats'::regnamespace
    order by 1$$,
  'nor any other function but the statistics');

select is_empty(
  $$select c.oid::regclass, granted.privilege_type
    from pg_class c
    join pg_temp.ours n on n.oid = c.relnamespace
    cross join lateral aclexplode(c.relacl) as granted
    where granted.grantee = 0
    order by 1$$,
  'no table or view is open to everybody');

select is_empty(
  $$select n.oid::regnamespace, granted.privilege_type
    from pg_temp.ours n
    join pg_namespace s on s.oid = n.oid
    cross join lateral aclexplode(s.nspacl) as granted
    where granted.privilege_type = 'CREATE' and granted.grantee <> s.nspowner
    order by 1$$,
  'only the owner makes objects in our schemas');

select is_empty(
  $$select c.oid::regclass, granted.grantee::regrole, granted.privilege_type
    from pg_class c
    join pg_temp.ours n on n.oid = c.relnamespace
    cross join lateral aclexplode(c.relacl) as granted
    where granted.grantee <> c.relowner and granted.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES')
    order by 1$$,
  'nobody but the owner can empty a table or hook into it');

select * from finish();
rollback;
