-- find_requirement_problem(requirement, at, levels): the first problem of what a condition asks of an attribute; see
-- satisfies for what is valid.

create or replace function splitplot.find_requirement_problem(
  requirement jsonb, at text, levels integer, out place text, out problem text)
  language plpgsql immutable parallel safe
as $$
declare
  operator text;
  operand jsonb;
  kind text;
begin
  place := at;
  if levels < 0 then
    problem := 'is nested more than 16 levels deep';
    return;
  elsif jsonb_typeof(requirement) in ('string', 'number', 'boolean') then
    return;
  elsif jsonb_typeof(requirement) <> 'object' or requirement = '{}' then
    problem := 'must be a string, a number, a boolean or an object of operators; for a list use $in, for null $exists';
    return;
  end if;

  for operator, operand in select m.key, m.value from jsonb_each(requirement) as m loop
    place := at || '.' || operator;
    kind := jsonb_typeof(operand);
    if operator = '$not' and kind = 'object' then
      select p.place, p.problem into place, problem
      from splitplot.find_requirement_problem(operand, place, levels - 1) as p;
    else
      problem := case
        when operator = '$not' then 'must be an object of operators'
        when operator in ('$eq', '$ne') and kind not in ('string', 'number', 'boolean') then
          'must be a string, a number or a boolean'
        when operator in ('$in', '$nin') and (kind <> 'array' or operand = '[]') then
          'must be an array of at least one string, number or boolean'
        when operator in ('$in', '$nin') and exists (
          select
          from jsonb_array_elements(operand) as e(element)
          where jsonb_typeof(e.element) not in ('string', 'number', 'boolean')) then
          'must hold nothing but strings, numbers and booleans'
        when operator in ('$gt', '$gte', '$lt', '$lte') and kind not in ('string', 'number') then
          'must be a number or a string'
        when operator in ('$veq', '$vne', '$vgt', '$vgte', '$vlt', '$vlte')
          and splitplot.version_numbers(operand) is null then
          'must be a version in a string, such as "1.10.2": 1 to 8 numbers with dots between'
        when operator = '$regex' and kind <> 'string' then 'must be a string'
        when operator = '$regex' then splitplot.regex_problem(operand #>> '{}')
        when operator = '$exists' and kind <> 'boolean' then 'must be true or false'
        when operator not in (
          '$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists',
          '$veq', '$vne', '$vgt', '$vgte', '$vlt', '$vlte') then
          'is not an operator on attributes; those are $eq $ne $in $nin $gt $gte $lt $lte $veq $vne $vgt $vgte $vlt '
          '$vlte $regex $exists $not'
      end;
    end if;
    exit when problem is not null;
  end loop;
end
$$;

comment on function splitplot.find_requirement_problem(jsonb, text, integer) is
  'The first problem of a requirement that stands at a place, with its own place; problem is null when there is none.';

grant execute on function splitplot.find_requirement_problem(jsonb, text, integer) to splitplot_api, splitplot_analyst;
