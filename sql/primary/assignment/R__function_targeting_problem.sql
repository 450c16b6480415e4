-- targeting_problem(condition): what is wrong with a targeting condition, in a sentence that begins with the place.

create or replace function splitplot.targeting_problem(condition jsonb)
  returns text
  language plpgsql immutable parallel safe
as $$
declare
  place text;
  problem text;
begin
  select p.place, p.problem into place, problem from splitplot.find_targeting_problem(condition) as p;
  return place || ' ' || problem;
end
$$;

comment on function splitplot.targeting_problem(jsonb) is
  'Null when the condition is valid (or null: everybody), else for example "targeting.country.$in must be an array".';

grant execute on function splitplot.targeting_problem(jsonb) to splitplot_api, splitplot_analyst;
