-- expand_segments(condition, at): a condition with each {"$segment": key} replaced by what the segment meant then.
--
-- Only where a condition stands: what is asked of an attribute is left alone, whatever texts are in it.

create or replace function splitplot.expand_segments(condition jsonb, at timestamptz)
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  name text;
  operand jsonb;
  meaning jsonb;
  expanded jsonb := '{}';
begin
  if jsonb_typeof(condition) is distinct from 'object' or condition::text not like '%"$segment"%' then
    return condition;
  end if;
  for name, operand in select m.key, m.value from jsonb_each(condition) as m loop
    if name = '$segment' then
      select sc.condition into meaning
      from splitplot.segment s
      join splitplot.segment_condition sc using (segment_id)
      where s.key = operand #>> '{}' and sc.valid @> at;
      meaning := coalesce(meaning, '{"$or": []}');
    elsif name = '$not' then
      expanded := expanded || jsonb_build_object(name, splitplot.expand_segments(operand, at));
    elsif name in ('$and', '$or', '$nor') and jsonb_typeof(operand) = 'array' then
      expanded := expanded || jsonb_build_object(name, (
        select coalesce(jsonb_agg(splitplot.expand_segments(e.element, at) order by e.place), '[]')
        from jsonb_array_elements(operand) with ordinality as e(element, place)));
    else
      expanded := expanded || jsonb_build_object(name, operand);
    end if;
  end loop;
  return case
    when meaning is null then expanded
    when expanded = '{}' then meaning
    else jsonb_build_object('$and', jsonb_build_array(meaning, expanded))
  end;
end
$$;

comment on function splitplot.expand_segments(jsonb, timestamptz) is
  'The condition without segments; one that did not exist at the instant holds for nobody.';

grant execute on function splitplot.expand_segments(jsonb, timestamptz) to splitplot_api, splitplot_analyst;
