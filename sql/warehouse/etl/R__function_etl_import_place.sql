-- import_place(here, there): how a message on a line of one file names another file.

create or replace function etl.import_place(here smallint, there smallint)
  returns text
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  if here = there then
    return '';
  end if;
  return (select format(' of %s', f.name) from pg_temp.import_file f where f.file = there);
end
$$;

comment on function etl.import_place(smallint, smallint) is
  'Empty when both are the same file, else " of " and the name of the second.';

grant execute on function etl.import_place(smallint, smallint) to splitplot_etl;
