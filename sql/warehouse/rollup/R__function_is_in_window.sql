-- is_in_window(occurred_at, first_exposed_at, window_start, metric_window): is this when events count for a metric?
--
-- Without a fixed search_path, so that the planner can inline it. Days have 24 hours when the caller's time zone is UTC.

create or replace function rollup.is_in_window(
  occurred_at timestamptz, first_exposed_at timestamptz, window_start interval, metric_window interval)
  returns boolean
  language sql stable
as $$
  select occurred_at >= first_exposed_at + coalesce(window_start, '0')
    and (metric_window is null or occurred_at < first_exposed_at + metric_window)
$$;

comment on function rollup.is_in_window(timestamptz, timestamptz, interval, interval) is
  'From the start of the window after the first exposure (null: at once) to its end (null: never).';

grant execute on function rollup.is_in_window(timestamptz, timestamptz, interval, interval) to splitplot_analyst;
