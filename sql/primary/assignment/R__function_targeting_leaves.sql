-- targeting_leaves(condition, at): what a valid condition asks of attributes and segments, without the logic around it.

create or replace function splitplot.targeting_leaves(condition jsonb, at text)
  returns table (place text, name text, operand jsonb)
  language plpgsql immutable parallel safe
as $$
declare
  member text;
  value jsonb;
begin
  for member, value in select m.key, m.value from jsonb_each(condition) as m loop
    if member in ('$and', '$or', '$nor') then
      return query
        select l.place, l.name, l.operand
        from jsonb_array_elements(value) with ordinality as c(condition, position)
        cross join splitplot.targeting_leaves(c.condition, format('%s.%s[%s]', at, member, c.position - 1)) as l;
    elsif member = '$not' then
      return query select l.place, l.name, l.operand from splitplot.targeting_leaves(value, at || '.$not') as l;
    else
      place := at || '.' || member;
      name := member;
      operand := value;
      return next;
    end if;
  end loop;
end
$$;

comment on function splitplot.targeting_leaves(jsonb, text) is
  'One row for each attribute (name: its path) and each segment (name: $segment) of a condition that stands '
  'at a place.';

grant execute on function splitplot.targeting_leaves(jsonb, text) to splitplot_api, splitplot_analyst;
