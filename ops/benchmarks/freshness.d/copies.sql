-- The rollups' tables as small as they can be: the same rows and indexes, written once.

do $$
declare
  original record;
begin
  for original in select c.relname from pg_class c where c.relnamespace = 'rollup'::regnamespace and c.relkind = 'r' loop
    execute format('create table bench.%I (like rollup.%1$I including all)', original.relname);
    execute format('insert into bench.%I overriding system value select * from rollup.%1$I', original.relname);
    execute format('reindex table bench.%I', original.relname);
  end loop;
end
$$;
