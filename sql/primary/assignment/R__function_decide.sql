-- decide(plan row's parts, unit_id, attributes): the algorithm itself, version 1.
--
-- Two independent hashes: the layer's salt says whether the unit is in the experiment's traffic, the
-- experiment's salt which variant it gets. So raising traffic moves nobody between variants.

create or replace function splitplot.decide(
  layer_salt text,
  buckets int4multirange,
  salt text,
  lower_bounds integer[],
  targeting jsonb,
  unit_id text,
  attributes jsonb,
  out variant_index integer,
  out reason text)
  language plpgsql immutable parallel safe
as $$
begin
  if targeting is not null and not splitplot.matches(targeting, coalesce(attributes, '{}')) then
    reason := 'not_targeted';
  elsif not buckets @> splitplot.bucket(layer_salt, unit_id) then
    reason := 'not_in_traffic';
  else
    variant_index := width_bucket(splitplot.bucket(salt, unit_id), lower_bounds);
    reason := 'split';
  end if;
end
$$;

comment on function splitplot.decide(text, int4multirange, text, integer[], jsonb, text, jsonb) is
  'Which variant (from 1, in plan order; null: none) a unit gets by one row of assignment_plan, and the reason.';

grant execute on function splitplot.decide(text, int4multirange, text, integer[], jsonb, text, jsonb)
  to splitplot_api, splitplot_analyst;
