-- find_condition_problem(condition, at, levels): the first problem of one condition; see matches for what is valid.

create or replace function splitplot.find_condition_problem(
  condition jsonb, at text, levels integer, out place text, out problem text)
  language plpgsql immutable parallel safe
as $$
declare
  name text;
  operand jsonb;
begin
  place := at;
  if jsonb_typeof(condition) <> 'object' then
    problem := 'must be an object';
  elsif levels < 0 then
    problem := 'is nested more than 16 levels deep';
  end if;
  if problem is not null then
    return;
  end if;

  for name, operand in select m.key, m.value from jsonb_each(condition) as m loop
    place := at || '.' || name;
    if name in ('$and', '$or', '$nor') then
      if jsonb_typeof(operand) <> 'array' or operand = '[]' then
        problem := 'must be an array of at least one condition';
      else
        select p.place, p.problem into place, problem
        from jsonb_array_elements(operand) with ordinality as c(condition, position)
        cross join splitplot.find_condition_problem(
          c.condition, format('%s.%s[%s]', at, name, c.position - 1), levels - 1) as p
        where p.problem is not null
        order by c.position
        limit 1;
      end if;
    elsif name = '$not' then
      select p.place, p.problem into place, problem
      from splitplot.find_condition_problem(operand, place, levels - 1) as p;
    elsif name = '$segment' then
      if jsonb_typeof(operand) <> 'string' or operand #>> '{}' !~ '^[a-z0-9][a-z0-9_.-]{0,127}$' then
        problem := 'must be the key of a segment';
      end if;
    elsif name like '$%' then
      problem := 'is not an operator on conditions; those are $and, $or, $nor, $not, $segment';
    elsif name !~ '^[^.$][^.]*(?:\.[^.$][^.]*){0,15}$' then
      problem := 'must name an attribute: 1 to 16 names with dots between, none of which begins with $';
    else
      select p.place, p.problem into place, problem
      from splitplot.find_requirement_problem(operand, place, levels - 1) as p;
    end if;
    exit when problem is not null;
  end loop;
end
$$;

comment on function splitplot.find_condition_problem(jsonb, text, integer) is
  'The first problem of a condition that stands at a place, with its own place; problem is null when there is none.';

grant execute on function splitplot.find_condition_problem(jsonb, text, integer) to splitplot_api, splitplot_analyst;
