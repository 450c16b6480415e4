-- sql_type(type): the type of PostgreSQL for a type that a line's declaration may give a column.

create or replace function etl.sql_type(type text)
  returns text
  language sql immutable strict
  set search_path = pg_catalog, pg_temp
as $$
  select case type
    when 'text' then 'text collate "C"'
    when 'bigint' then 'bigint'
    when 'numeric' then 'numeric'
    when 'boolean' then 'boolean'
    when 'date' then 'date'
    when 'timestamp' then 'timestamp with time zone'
    when 'uuid' then 'uuid'
    when 'json' then 'jsonb'
  end
$$;

comment on function etl.sql_type(text) is 'The type of PostgreSQL for a declared type, and null for what is none.';

