-- tell_key_change(): trigger function that tells the API servers that keys have changed, at commit.

create or replace function splitplot.tell_key_change()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('splitplot_api_key', '');
  return null;
end
$$;

comment on function splitplot.tell_key_change() is
  'Notifies channel splitplot_api_key, so that servers look at the keys they remember at once.';
