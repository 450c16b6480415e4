-- value_order(a, b): -1, 0 or 1 as a is less than, equal to or greater than b.
--
-- Not jsonb's own order: that compares strings by the database's collation, which differs between servers.

create or replace function splitplot.value_order(a jsonb, b jsonb)
  returns integer
  language plpgsql immutable strict parallel safe
as $$
begin
  if jsonb_typeof(a) <> jsonb_typeof(b) then
    return null;
  end if;
  return case jsonb_typeof(a)
    when 'number' then
      case when a::numeric < b::numeric then -1 when a::numeric > b::numeric then 1 else 0 end
    when 'string' then
      case
        when (a #>> '{}') collate "C" < (b #>> '{}') collate "C" then -1
        when (a #>> '{}') collate "C" > (b #>> '{}') collate "C" then 1
        else 0
      end
  end;
end
$$;

comment on function splitplot.value_order(jsonb, jsonb) is
  'Order of two numbers (by value) or two strings (by code point): -1, 0, 1; null when they have none.';

grant execute on function splitplot.value_order(jsonb, jsonb) to splitplot_api, splitplot_analyst;
