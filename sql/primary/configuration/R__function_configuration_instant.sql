-- configuration_instant(): the one instant from which everything this transaction changes is in force.
--
-- A reader must be able to say "at instant t, this was the configuration" and stay right for ever. So
-- whoever changes configuration holds a lock until it has committed, and takes its instant inside it; whoever
-- reads (plan_state) takes the same lock shared before it looks at the clock. Every change committed after that
-- look has a later instant, every earlier one is visible. Never earlier than a former change, even if the
-- clock was set back.
--
-- It is kept in configuration_version and not in a setting, which the caller could choose. The notification is a
-- hint that spares servers their wait; they also poll, so a lost one costs nothing.

create or replace function splitplot.configuration_instant()
  returns timestamptz
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz;
  new_version bigint;
begin
  select v.changed_at into instant
  from splitplot.configuration_version v
  where v.transaction_id = pg_current_xact_id();
  if not found then
    perform pg_advisory_xact_lock(hashtext('splitplot.configuration'));
    insert into splitplot.configuration_version (changed_at, actor, transaction_id)
    select greatest(clock_timestamp(), max(v.changed_at) + interval '1 microsecond'),
           coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user),
           pg_current_xact_id()
    from splitplot.configuration_version v
    returning changed_at, version into instant, new_version;
    perform pg_notify('splitplot_configuration', new_version::text);
  end if;
  return instant;
end
$$;

comment on function splitplot.configuration_instant() is
  'Instant from which the changes of this transaction are in force; the same at each call within it. The first '
  'call adds its row to configuration_version and notifies the channel splitplot_configuration.';

grant execute on function splitplot.configuration_instant() to splitplot_api;
