-- moved_buckets(salt, variant_ids, lower_bounds, earlier ...): the buckets whose units an earlier phase gave another variant.

create or replace function splitplot.moved_buckets(
  salt text, variant_ids integer[], lower_bounds integer[],
  earlier_salt text, earlier_variant_ids integer[], earlier_lower_bounds integer[])
  returns int4multirange
  language sql immutable
as $$
  select case
    when salt <> earlier_salt then '{[0,1000000)}'
    when variant_ids = earlier_variant_ids and lower_bounds = earlier_lower_bounds then '{}'
    else '{[0,1000000)}'::int4multirange - (
      select coalesce(range_agg(n.buckets * o.buckets), '{}')
      from splitplot.variant_ranges(variant_ids, lower_bounds) n
      join splitplot.variant_ranges(earlier_variant_ids, earlier_lower_bounds) o using (variant_id))
  end
$$;

comment on function splitplot.moved_buckets(text, integer[], integer[], text, integer[], integer[]) is
  'Buckets, by the hash with the salt, that belong to different variants in the two phases; all when the salts differ.';
