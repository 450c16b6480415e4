-- prefixed(name, columns): a list of columns, each with the name of a table before it.

create or replace function etl.prefixed(name text, columns text)
  returns text
  language sql immutable strict
  set search_path = pg_catalog, pg_temp
as $$
  select name || '.' || replace(columns, ', ', ', ' || name || '.')
$$;

comment on function etl.prefixed(text, text) is
  'For columns as they are written in SQL, separated by a comma and a space, none of which has these in its name.';
