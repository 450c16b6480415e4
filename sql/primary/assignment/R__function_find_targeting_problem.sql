-- find_targeting_problem(condition, at): the first problem of a targeting condition, and where it is.

create or replace function splitplot.find_targeting_problem(
  condition jsonb, at text default 'targeting', out place text, out problem text)
  language plpgsql immutable parallel safe
as $$
begin
  if octet_length(condition::text) > 16384 then
    place := at;
    problem := format('must have at most 16384 bytes, not %s', octet_length(condition::text));
  elsif condition is not null then
    select p.place, p.problem into place, problem
    from splitplot.find_condition_problem(condition, at, 16) as p;
  end if;
end
$$;

comment on function splitplot.find_targeting_problem(jsonb, text) is
  'The first problem of a targeting condition that stands at a place, with its own place; both null when the '
  'condition is valid or null.';

grant execute on function splitplot.find_targeting_problem(jsonb, text) to splitplot_api, splitplot_analyst;
