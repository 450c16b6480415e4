-- is_before(occurred_at, first_exposed_at, covariate_window): is this when events count for a covariate?
--
-- Without a fixed search_path, so that the planner can inline it. Days have 24 hours when the caller's time zone is UTC.

create or replace function rollup.is_before(
  occurred_at timestamptz, first_exposed_at timestamptz, covariate_window interval)
  returns boolean
  language sql stable
as $$
  select occurred_at < first_exposed_at
    and (covariate_window is null or occurred_at >= first_exposed_at - covariate_window)
$$;

comment on function rollup.is_before(timestamptz, timestamptz, interval) is
  'Before the first exposure, and not longer before than the window (null: any time).';

grant execute on function rollup.is_before(timestamptz, timestamptz, interval) to splitplot_analyst;
