-- requirement_operands(requirement, at): the values that a valid requirement compares an attribute with.

create or replace function splitplot.requirement_operands(requirement jsonb, at text)
  returns table (place text, operator text, operand jsonb)
  language plpgsql immutable parallel safe
as $$
declare
  member text;
  value jsonb;
begin
  if jsonb_typeof(requirement) <> 'object' then
    return query select at, '$eq', requirement;
    return;
  end if;
  for member, value in select m.key, m.value from jsonb_each(requirement) as m loop
    if member = '$not' then
      return query
        select o.place, o.operator, o.operand from splitplot.requirement_operands(value, at || '.$not') as o;
    elsif member in ('$in', '$nin') then
      return query
        select format('%s.%s[%s]', at, member, e.position - 1), member, e.element
        from jsonb_array_elements(value) with ordinality as e(element, position);
    else
      return query select at || '.' || member, member, value;
    end if;
  end loop;
end
$$;

comment on function splitplot.requirement_operands(jsonb, text) is
  'One row for each operator of a requirement that stands at a place, and for each element of a list.';

grant execute on function splitplot.requirement_operands(jsonb, text) to splitplot_api, splitplot_analyst;
