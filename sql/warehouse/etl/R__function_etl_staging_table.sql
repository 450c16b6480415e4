-- staging_table(line, slot): the staging table of a line with that number, 1 or 2.

create or replace function etl.staging_table(line text, slot smallint)
  returns regclass
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select format('staging.%I', format('%s_%s', line, slot))::regclass
$$;

comment on function etl.staging_table(text, smallint) is 'The unlogged table staging.LINE_SLOT.';

