-- instant(as_of): the instant of knowledge that a report is about: as_of, but never the future; null:
-- now.
--
-- Whoever calls it knows afterwards that no batch can still become visible at or before that instant:
-- advance() holds the lock from before it reads the clock until its batch can be seen. The lock is given
-- back at once, by rolling back the block that took it, so that a report in a long transaction holds
-- nobody up.

create or replace function report.instant(as_of timestamptz)
  returns timestamptz
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz;
begin
  begin
    perform pg_advisory_xact_lock_shared(hashtext('splitplot.report'));
    instant := clock_timestamp();
    raise sqlstate 'SP000';
  exception
    when sqlstate 'SP000' then null;
  end;
  return least(as_of, instant);
end
$$;

comment on function report.instant(timestamptz) is
  'The given instant, or now when it is null or in the future. Batches that become visible later are of '
  'later instants.';

grant execute on function report.instant(timestamptz) to splitplot_analyst, splitplot_reporter;
