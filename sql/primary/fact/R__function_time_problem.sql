-- time_problem(occurred_at, received_at, setting): may a fact have occurred then?
--
-- Without a fixed search_path, so that the planner puts it into the query of its caller; every name is qualified.

create or replace function splitplot.time_problem(
  occurred_at timestamptz, received_at timestamptz, setting splitplot.fact_setting)
  returns text
  language sql stable
as $$
  select case
    when occurred_at > received_at + (setting).future_max and (setting).future_policy = 'refuse'
      then 'occurred_in_the_future'
    when occurred_at < received_at - (setting).past_max then 'occurred_too_long_ago'
  end
$$;

comment on function splitplot.time_problem(timestamptz, timestamptz, splitplot.fact_setting) is
  'occurred_in_the_future, occurred_too_long_ago, or null: it is within the bounds or will be clamped to them.';
