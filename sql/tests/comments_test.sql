-- Everything that somebody can find in the catalog says there what it is.

begin;
select plan(5);

create view pg_temp.ours as
select n.oid, n.nspname
from pg_namespace n
where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public');

select isnt_empty('select from pg_temp.ours', 'there are schemas to look at');

select is_empty(
  'select nspname from pg_temp.ours where obj_description(oid, ''pg_namespace'') is null',
  'each schema has a comment');

select is_empty(
  $$select c.oid::regclass
    from pg_class c
    join pg_temp.ours n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      and obj_description(c.oid, 'pg_class') is null
    order by 1$$,
  'each table and view has a comment');

select is_empty(
  $$select p.oid::regprocedure
    from pg_proc p
    join pg_temp.ours n on n.oid = p.pronamespace
    where obj_description(p.oid, 'pg_proc') is null
    order by 1$$,
  'each function has a comment');

-- An error names the constraint that refused, so the name is what the user reads.
select is_empty(
  $$select c.conrelid::regclass, c.conname
    from pg_constraint c
    join pg_temp.ours n on n.oid = c.connamespace
    where c.contype in ('c', 'x') and c.conname ~ '_(check|excl)\d*$'
    order by 1, 2$$,
  'each rule about rows has a sentence for a name');

select * from finish();
rollback;
