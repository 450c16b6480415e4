-- put_into_inlet(source_table, content): takes a row of the primary as the apply worker would.
--
-- The worker refuses a row with a column that the warehouse lacks, so this does, too.

create or replace function etl.put_into_inlet(source_table text, content jsonb)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  missing text;
begin
  select string_agg(k, ', ' order by k) into missing
  from jsonb_object_keys(content) k
  where not exists (
    select from pg_attribute a
    where a.attrelid = format('splitplot.%I', source_table)::regclass and a.attnum > 0 and not a.attisdropped
      and a.attname = k);
  if missing is not null then
    raise exception 'the warehouse''s table splitplot.% lacks the column %', source_table, missing
      using errcode = 'undefined_column', hint = 'Run ./splitplot migrate.';
  end if;
  execute format('insert into splitplot.%1$I select * from jsonb_populate_record(null::splitplot.%1$I, $1)', source_table)
  using content;
end
$$;

comment on function etl.put_into_inlet(text, jsonb) is
  'Inserts a row, as JSON, into the warehouse''s table of that name in schema splitplot.';
