-- expand_segments(condition, at): a condition with each {"$segment": key} replaced by what the segment meant at an instant.

create or replace function splitplot.expand_segments(condition jsonb, at timestamptz)
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  if condition is null or condition::text not like '%$segment%' then
    return condition;
  end if;
  return case jsonb_typeof(condition)
    when 'array' then (
      select jsonb_agg(splitplot.expand_segments(e.element, at) order by e.place)
      from jsonb_array_elements(condition) with ordinality as e(element, place))
    when 'object' then (
      select case
          when bool_or(m.key = '$segment') then jsonb_build_object('$and',
            jsonb_agg(
              case
                when m.key = '$segment' then coalesce((
                  select sc.condition
                  from splitplot.segment s
                  join splitplot.segment_condition sc using (segment_id)
                  where s.key = m.value #>> '{}' and sc.valid @> at), '{"$or": []}')
                else jsonb_build_object(m.key, splitplot.expand_segments(m.value, at))
              end order by m.key))
          else jsonb_object_agg(m.key, splitplot.expand_segments(m.value, at))
        end
      from jsonb_each(condition) as m)
    else condition
  end;
end
$$;

comment on function splitplot.expand_segments(jsonb, timestamptz) is
  'The condition without segments; one that did not exist at the instant holds for nobody.';
