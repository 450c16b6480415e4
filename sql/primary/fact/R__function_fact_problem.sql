-- fact_problem(code, occurred_at): why a fact of any kind is refused, in a sentence.

create or replace function splitplot.fact_problem(code text, occurred_at timestamptz)
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select case code
    when 'occurred_in_the_future' then format(
      'occurred_at: %s is more than %s ahead of the server', occurred_at, splitplot.span(s.future_max))
    when 'occurred_too_long_ago' then format(
      'occurred_at: %s is more than %s ago, and what is older is not taken', occurred_at, splitplot.span(s.past_max))
    when 'unit_forgotten' then 'unit: it was forgotten after this was received'
  end
  from splitplot.fact_setting s
$$;

comment on function splitplot.fact_problem(text, timestamptz) is
  'The sentence for a code that facts of all kinds share; it begins with the field. Null for any other code.';
