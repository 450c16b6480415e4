-- ripe_before(measured, instant): of which days of first exposure a metric counts the units.
--
-- A unit is ripe when all that counts for it could have happened. Units are told apart by day only, so that sums need
-- not be made again while time goes by; so a day counts from the instant on at which its last unit is ripe.

create or replace function rollup.ripe_before(measured rollup.measured, instant timestamptz)
  returns date
  language sql immutable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
  select case
    when measured.unripe = 'so_far' then 'infinity'::date
    else (instant - measured.metric_window - coalesce(measured.net_within, '0'))::date
  end
$$;

comment on function rollup.ripe_before(rollup.measured, timestamptz) is
  'Units count when the day of their first exposure is before this date; infinity: all count.';

grant execute on function rollup.ripe_before(rollup.measured, timestamptz) to splitplot_analyst, splitplot_reporter;
