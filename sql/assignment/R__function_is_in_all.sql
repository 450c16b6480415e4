-- is_in_all(salts, buckets, unit_id): is a unit, by each salt, in the buckets beside it?

create or replace function splitplot.is_in_all(salts text[], buckets int4multirange[], unit_id text)
  returns boolean
  language sql immutable parallel safe
as $$
  select coalesce(bool_and(s.buckets @> splitplot.bucket(s.salt, unit_id)), true)
  from unnest(salts, buckets) as s(salt, buckets)
$$;

comment on function splitplot.is_in_all(text[], int4multirange[], text) is
  'Whether the unit''s bucket by each salt is in the ranges at the same place; true without salts.';

grant execute on function splitplot.is_in_all(text[], int4multirange[], text) to splitplot_api, splitplot_analyst;
