-- sorted(sample): the values of a sample in order, without nulls.

create or replace function stats.sorted(sample float8[])
  returns float8[]
  language plpgsql immutable strict parallel safe
as $$
declare
  result constant float8[] := coalesce(
    (select array_agg(v order by v) from unnest(sample) v where v is not null), '{}');
begin
  if result[1] = '-Infinity' or result[cardinality(result)] >= 'Infinity' then
    raise exception 'stats.sorted: values must be finite numbers' using errcode = '22023';
  end if;
  return result;
end
$$;

comment on function stats.sorted(float8[]) is
  'The values in ascending order, without nulls; NaN or infinity raise 22023.';
