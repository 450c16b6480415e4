-- counted(aggregate, value, amount): what an event counts for a metric, or for a ratio's denominator.
--
-- Without a fixed search_path, so that the planner can inline it.

create or replace function rollup.counted(aggregate text, value numeric, amount numeric)
  returns numeric
  language sql immutable
as $$
  select case aggregate
    when 'sum' then value
    when 'amount' then amount
    when 'count' then 1
    else (coalesce(value, 1) <> 0)::integer
  end
$$;

comment on function rollup.counted(text, numeric, numeric) is
  'The event''s value (sum), its amount, itself (count), or that it is not one of value 0 (yes).';

grant execute on function rollup.counted(text, numeric, numeric) to splitplot_analyst;
