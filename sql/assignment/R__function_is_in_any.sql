-- is_in_any(salts, buckets, unit_id): is a unit, by any of the salts, in the buckets beside it?

create or replace function splitplot.is_in_any(salts text[], buckets int4multirange[], unit_id text)
  returns boolean
  language sql immutable parallel safe
as $$
  select coalesce(bool_or(s.buckets @> splitplot.bucket(s.salt, unit_id)), false)
  from unnest(salts, buckets) as s(salt, buckets)
$$;

comment on function splitplot.is_in_any(text[], int4multirange[], text) is
  'Whether the unit''s bucket by one of the salts is in the ranges at the same place; false without salts.';

grant execute on function splitplot.is_in_any(text[], int4multirange[], text) to splitplot_api, splitplot_analyst;
