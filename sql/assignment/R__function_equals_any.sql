-- equals_any(value, operands): is the value of an attribute, or an element of it, one of the operands?
--
-- Containment of jsonb compares strings byte for byte and numbers by value (1 = 1.0), and an array contains its
-- scalar elements.

create or replace function splitplot.equals_any(value jsonb, operands jsonb)
  returns boolean
  language plpgsql immutable parallel safe
as $$
begin
  return jsonb_typeof(operands) = 'array'
    and case jsonb_typeof(value)
      when 'object' then false
      when 'array' then exists (
        select
        from jsonb_array_elements(value) as e(element)
        where jsonb_typeof(e.element) in ('string', 'number', 'boolean')
          and operands @> e.element)
      else coalesce(operands @> value, false)
    end;
end
$$;

comment on function splitplot.equals_any(jsonb, jsonb) is
  'Whether a string, number or boolean, or an element of an array, is among the operands; a missing value is not.';

grant execute on function splitplot.equals_any(jsonb, jsonb) to splitplot_api, splitplot_analyst;
