-- Every function body is valid once all of them exist: migrating skips that check.

begin;
select no_plan();
set local check_function_bodies = on;

select lives_ok(pg_get_functiondef(p.oid), p.oid::regprocedure || ' has a valid body')
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
  and p.prokind in ('f', 'p')
order by p.oid::regprocedure::text;

select * from finish();
rollback;
