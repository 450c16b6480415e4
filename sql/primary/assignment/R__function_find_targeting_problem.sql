-- find_targeting_problem(condition): the first problem of a targeting condition, and where it is.

create or replace function splitplot.find_targeting_problem(condition jsonb, out place text, out problem text)
  language plpgsql immutable parallel safe
as $$
begin
  if octet_length(condition::text) > 16384 then
    place := 'targeting';
    problem := format('must have at most 16384 bytes, not %s', octet_length(condition::text));
  elsif condition is not null then
    select p.place, p.problem into place, problem
    from splitplot.find_condition_problem(condition, 'targeting', 16) as p;
  end if;
end
$$;

comment on function splitplot.find_targeting_problem(jsonb) is
  'The first problem of a targeting condition and its place; both null when the condition is valid or null.';

grant execute on function splitplot.find_targeting_problem(jsonb) to splitplot_api, splitplot_analyst;
