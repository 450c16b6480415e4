-- note_configuration_change(): trigger function that gives each changing transaction its version and instant.

create or replace function splitplot.note_configuration_change()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform splitplot.configuration_instant();
  return null;
end
$$;

comment on function splitplot.note_configuration_change() is
  'Makes sure that the transaction has its row in configuration_version.';
