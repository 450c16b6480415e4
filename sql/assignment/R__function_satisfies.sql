-- satisfies(value, requirement, levels): does the value of an attribute (null: missing) fulfil what is asked of it?
--
-- The requirement is a string, number or boolean (then "$eq" is meant), or an object of operators, which must all hold:
--   $eq $ne            equal to a string, number or boolean; a list is equal to each of its elements
--   $in $nin           equal to one of a list of them
--   $gt $gte $lt $lte  two numbers, compared exactly as decimals, or two strings, compared by code point
--   $veq $vne $vgt $vgte $vlt $vlte   versions, see version_numbers
--   $regex             the string contains a match, see regex_problem; a string over 1,024 characters has none
--   $exists            true or false: whether the attribute is there
--   $not               an object of operators that do not all hold
-- Values of different types are never equal and have no order; nothing is converted.

create or replace function splitplot.satisfies(value jsonb, requirement jsonb, levels integer)
  returns boolean
  language plpgsql immutable parallel safe
as $$
declare
  operator text;
  operand jsonb;
  holds boolean;
begin
  if jsonb_typeof(requirement) in ('string', 'number', 'boolean') then
    return splitplot.equals_any(value, jsonb_build_array(requirement));
  end if;
  if levels < 0 or jsonb_typeof(requirement) is distinct from 'object' then
    return false;
  end if;
  for operator, operand in select m.key, m.value from jsonb_each(requirement) as m loop
    holds := case operator
      when '$eq' then splitplot.equals_any(value, jsonb_build_array(operand))
      when '$ne' then value is not null and not splitplot.equals_any(value, jsonb_build_array(operand))
      when '$in' then splitplot.equals_any(value, operand)
      when '$nin' then value is not null and not splitplot.equals_any(value, operand)
      when '$gt' then splitplot.value_order(value, operand) > 0
      when '$gte' then splitplot.value_order(value, operand) >= 0
      when '$lt' then splitplot.value_order(value, operand) < 0
      when '$lte' then splitplot.value_order(value, operand) <= 0
      when '$veq' then splitplot.version_numbers(value) = splitplot.version_numbers(operand)
      when '$vne' then splitplot.version_numbers(value) <> splitplot.version_numbers(operand)
      when '$vgt' then splitplot.version_numbers(value) > splitplot.version_numbers(operand)
      when '$vgte' then splitplot.version_numbers(value) >= splitplot.version_numbers(operand)
      when '$vlt' then splitplot.version_numbers(value) < splitplot.version_numbers(operand)
      when '$vlte' then splitplot.version_numbers(value) <= splitplot.version_numbers(operand)
      when '$regex' then splitplot.contains_match(value, operand)
      when '$exists' then operand = to_jsonb(value is not null)
      when '$not' then jsonb_typeof(operand) = 'object' and not splitplot.satisfies(value, operand, levels - 1)
    end;
    if holds is not true then
      return false;
    end if;
  end loop;
  return true;
end
$$;

comment on function splitplot.satisfies(jsonb, jsonb, integer) is
  'Whether the value of an attribute (null: missing) fulfils one requirement of a targeting condition. Never null.';

grant execute on function splitplot.satisfies(jsonb, jsonb, integer) to splitplot_api, splitplot_analyst;
