-- matches(condition, attributes): is a unit with these attributes targeted?
--
-- A condition is an object whose members must all hold:
--   "$and", "$or", "$nor": a list of conditions; "$not": a condition;
--   anything else is the path of an attribute ("plan" or, into nested objects, "account.plan") with what it
--   must satisfy: a string, number or boolean to be equal to, or an object of operators (see satisfies).
-- {} holds for everybody. An attribute that is absent or null is missing, and a missing attribute makes every
-- comparison false, "$ne" and "$nin" too; "$not" of a false comparison is true.
--
-- It never throws. What targeting_problem() objects to cannot be stored; given such a document all the same, the
-- answer means nothing, but it is one. The servers decide by the same rules in io.splitplot.api.assignment.Targeting.

create or replace function splitplot.matches(condition jsonb, attributes jsonb, levels integer default 16)
  returns boolean
  language plpgsql immutable parallel safe
as $$
declare
  name text;
  step text;
  operand jsonb;
  value jsonb;
  holds boolean;
begin
  if levels < 0 or jsonb_typeof(condition) is distinct from 'object' then
    return false;
  end if;
  for name, operand in select m.key, m.value from jsonb_each(condition) as m loop
    if name in ('$and', '$or', '$nor') then
      holds := case
        when jsonb_typeof(operand) <> 'array' then false
        when name = '$and' then not exists (
          select
          from jsonb_array_elements(operand) as c(condition)
          where not splitplot.matches(c.condition, attributes, levels - 1))
        else (name = '$or') = exists (
          select
          from jsonb_array_elements(operand) as c(condition)
          where splitplot.matches(c.condition, attributes, levels - 1))
      end;
    elsif name = '$not' then
      holds := jsonb_typeof(operand) = 'object' and not splitplot.matches(operand, attributes, levels - 1);
    else
      value := attributes;
      foreach step in array string_to_array(name, '.') loop
        value := value -> step;
      end loop;
      holds := splitplot.satisfies(nullif(value, 'null'), operand, levels - 1);
    end if;
    if not holds then
      return false;
    end if;
  end loop;
  return true;
end
$$;

comment on function splitplot.matches(jsonb, jsonb, integer) is
  'Whether the attributes (an object; null: none) fulfil a targeting condition. Never null, never an error; levels '
  'bounds how deep conditions are followed.';

grant execute on function splitplot.matches(jsonb, jsonb, integer) to splitplot_api, splitplot_analyst;
