-- find_type_problem(condition, at): where a valid condition does not agree with the declared type of an attribute.
--
-- A value never equals one of another type, so such a condition would hold for nobody, and silently.

create or replace function splitplot.find_type_problem(
  condition jsonb, at text, out place text, out problem text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  select
    o.place,
    case
      when o.operator in ('$eq', '$ne', '$in', '$nin')
        or (o.operator in ('$gt', '$gte', '$lt', '$lte') and a.type in ('string', 'number')) then
        format('is a %s, but attribute %s is declared as %s', jsonb_typeof(o.operand), a.name, a.type)
      else format('does not apply to attribute %s, which is declared as %s', a.name, a.type)
    end
  into place, problem
  from splitplot.targeting_leaves(condition, at) l
  join splitplot.attribute a using (name)
  cross join splitplot.requirement_operands(l.operand, l.place) o
  where not case
      when o.operator = '$exists' then true
      when o.operator = '$regex' then a.type in ('string', 'version')
      when o.operator like '$v%' then a.type = 'version'
      when o.operator in ('$gt', '$gte', '$lt', '$lte') then
        a.type in ('string', 'number') and a.type = jsonb_typeof(o.operand)
      else jsonb_typeof(o.operand) = case a.type
        when 'version' then 'string'
        when 'string_list' then 'string'
        when 'number_list' then 'number'
        else a.type
      end
    end
  order by o.place
  limit 1;
end
$$;

comment on function splitplot.find_type_problem(jsonb, text) is
  'The first comparison of a declared attribute with what its type is never equal to, or by an operator that its type '
  'does not have; both null when there is none.';

grant execute on function splitplot.find_type_problem(jsonb, text) to splitplot_api, splitplot_analyst;
