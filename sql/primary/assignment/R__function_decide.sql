-- decide(plan row's parts, unit_id, attributes): the algorithm itself, version 1.
--
-- Two independent hashes: the layer's salt says whether the unit is in the experiment's traffic, the
-- experiment's salt which variant it gets. So raising traffic moves nobody between variants.
--
-- A table function of one SQL statement, because the planner puts that into the query of its caller: a batch
-- costs little more than its hashes. "offset 0" keeps the reason from being worked out twice.

create or replace function splitplot.decide(
  layer_salt text,
  buckets int4multirange,
  salt text,
  lower_bounds integer[],
  targeting jsonb,
  unit_id text,
  attributes jsonb)
  returns table (variant_index integer, reason text)
  language sql immutable parallel safe
as $$
  select
    case r.reason when 'split' then width_bucket(splitplot.bucket(salt, unit_id), lower_bounds) end,
    r.reason
  from (
    select
      case
        when targeting is not null and not splitplot.matches(targeting, attributes) then 'not_targeted'
        when not buckets @> splitplot.bucket(layer_salt, unit_id) then 'not_in_traffic'
        else 'split'
      end as reason
    offset 0
  ) r
$$;

comment on function splitplot.decide(text, int4multirange, text, integer[], jsonb, text, jsonb) is
  'Which variant (from 1, in plan order; null: none) a unit gets by one row of assignment_plan, and the reason.';

grant execute on function splitplot.decide(text, int4multirange, text, integer[], jsonb, text, jsonb)
  to splitplot_api, splitplot_analyst;
