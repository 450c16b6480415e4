-- variant_ranges(variant_ids, lower_bounds): the buckets of each variant by the hash with the phase's salt.

create or replace function splitplot.variant_ranges(
  variant_ids integer[], lower_bounds integer[], out variant_id integer, out buckets int4range)
  returns setof record
  language sql immutable parallel safe
as $$
  select v.variant_id, int4range(v.lower_bound, lead(v.lower_bound, 1, 1000000) over (order by v.place))
  from unnest(variant_ids, lower_bounds) with ordinality as v(variant_id, lower_bound, place)
$$;

comment on function splitplot.variant_ranges(integer[], integer[]) is
  'One row a variant: its buckets, empty when its weight is 0.';

grant execute on function splitplot.variant_ranges(integer[], integer[]) to splitplot_api, splitplot_analyst;
