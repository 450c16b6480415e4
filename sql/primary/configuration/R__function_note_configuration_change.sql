-- note_configuration_change(): trigger function that gives each changing transaction its version number.
--
-- The notification is a hint that spares servers their wait; they also poll, so a lost one costs nothing.

create or replace function splitplot.note_configuration_change()
  returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  new_version bigint;
begin
  insert into splitplot.configuration_version (changed_at, actor, transaction_id)
  values (splitplot.configuration_instant(),
          coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user),
          pg_current_xact_id())
  on conflict (transaction_id) do nothing
  returning version into new_version;
  if new_version is not null then
    perform pg_notify('splitplot_configuration', new_version::text);
  end if;
  return null;
end
$$;

comment on function splitplot.note_configuration_change() is
  'Adds one row to configuration_version for a transaction, and notifies the channel splitplot_configuration.';
