-- version_numbers(version): a dotted version as numbers that compare like it: "1.10" is after "1.9", "2" is "2.0".
--
-- Numbers only: what a suffix such as "-beta" means differs from one product to the next.

create or replace function splitplot.version_numbers(version jsonb)
  returns bigint[]
  language plpgsql immutable strict parallel safe
as $$
begin
  if jsonb_typeof(version) <> 'string' or (version #>> '{}') !~ '^[0-9]{1,18}(?:\.[0-9]{1,18}){0,7}$' then
    return null;
  end if;
  return string_to_array(regexp_replace(version #>> '{}', '(?:\.0+)+$', ''), '.')::bigint[];
end
$$;

comment on function splitplot.version_numbers(jsonb) is
  'The numbers of a string of 1 to 8 of them with dots between, without zeros at the end; null for anything else.';

grant execute on function splitplot.version_numbers(jsonb) to splitplot_api, splitplot_analyst;
