-- plan_state(): which configuration is in force, and an instant at which that is true for ever.
--
-- See configuration_instant() for why it takes a lock. Read the plan in the same transaction: while it
-- lasts nothing can be changed.

create or replace function splitplot.plan_state(out version bigint, out as_of timestamptz)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('splitplot.configuration'));
  select v.version, greatest(clock_timestamp(), v.changed_at)
  into version, as_of
  from splitplot.configuration_version v
  order by v.version desc
  limit 1;
end
$$;

comment on function splitplot.plan_state() is
  'Newest configuration version, and an instant of the primary''s clock at which it was in force.';

grant execute on function splitplot.plan_state() to splitplot_api;
