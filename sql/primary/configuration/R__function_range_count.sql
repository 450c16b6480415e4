-- range_count(buckets): how many buckets there are in some ranges.

create or replace function splitplot.range_count(buckets int4multirange)
  returns integer
  language sql immutable strict parallel safe
as $$
  select coalesce(sum(upper(r.range) - lower(r.range)), 0)::integer from unnest(buckets) as r(range)
$$;

comment on function splitplot.range_count(int4multirange) is 'Number of buckets in the ranges.';

grant execute on function splitplot.range_count(int4multirange) to splitplot_api, splitplot_analyst;
