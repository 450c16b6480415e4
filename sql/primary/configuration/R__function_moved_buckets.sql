-- moved_buckets(plan, earlier): the buckets whose units an earlier phase gave another variant.

create or replace function splitplot.moved_buckets(plan splitplot.phase_plan, earlier splitplot.phase_plan)
  returns int4multirange
  language sql immutable
as $$
  select case
    when plan.salt <> earlier.salt then '{[0,1000000)}'
    else '{[0,1000000)}'::int4multirange - (
      select coalesce(range_agg(n.buckets * o.buckets), '{}')
      from splitplot.variant_ranges(plan.variant_ids, plan.lower_bounds) n
      join splitplot.variant_ranges(earlier.variant_ids, earlier.lower_bounds) o using (variant_id))
  end
$$;

comment on function splitplot.moved_buckets(splitplot.phase_plan, splitplot.phase_plan) is
  'Buckets, by the hash with the plan''s salt, that belong to different variants in the two; all when the salts differ.';
