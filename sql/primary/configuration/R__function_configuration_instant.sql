-- configuration_instant(): the one instant from which everything this transaction changes is in force.
--
-- A reader must be able to say "at instant t, this was the configuration" and stay right for ever. So
-- whoever changes configuration holds a lock until it has committed, and takes its instant inside it; whoever
-- reads (plan_state) takes the same lock shared before it looks at the clock. Every change committed after that
-- look has a later instant, every earlier one is visible. Never earlier than a former change, even if the
-- clock was set back.

create or replace function splitplot.configuration_instant()
  returns timestamptz
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := nullif(current_setting('splitplot.instant', true), '')::timestamptz;
begin
  if instant is null then
    perform pg_advisory_xact_lock(hashtext('splitplot.configuration'));
    select greatest(clock_timestamp(), max(v.changed_at) + interval '1 microsecond')
    into instant
    from splitplot.configuration_version v;
    perform set_config('splitplot.instant', instant::text, true);
  end if;
  return instant;
end
$$;

comment on function splitplot.configuration_instant() is
  'Instant from which the changes of this transaction are in force; the same at each call within it.';

grant execute on function splitplot.configuration_instant() to splitplot_api;
