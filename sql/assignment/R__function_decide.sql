-- decide(columns of assignment_plan, unit_id, attributes): the algorithm itself, version 1.
--
-- Two independent hashes: the layer's salt says whether the unit is in the experiment's traffic, the
-- phase's salt which variant it gets. So raising traffic moves nobody between variants.
--
-- It looks at nothing but its arguments. What the unit was exposed to before matters only where this answer
-- may differ from it: stored_wins says where. The servers decide by the same steps in the same order.
--
-- A table function of one SQL statement, because the planner puts that into the query of its caller: a batch
-- costs little more than its hashes. "offset 0" keeps a value from being worked out twice.

create or replace function splitplot.decide(
  mode text,
  domain_salts text[],
  domain_buckets int4multirange[],
  holdout_salts text[],
  holdout_buckets int4multirange[],
  layer_salt text,
  own_buckets int4multirange,
  open_buckets int4multirange,
  shared_buckets int4multirange,
  salt text,
  lower_bounds integer[],
  control_index integer,
  moved_buckets int4multirange,
  targeting jsonb,
  unit_id text,
  attributes jsonb)
  returns table (variant_index integer, reason text, stored_wins boolean)
  language sql immutable parallel safe
as $$
  select
    case
      when v.bucket is not null then width_bucket(v.bucket, lower_bounds)
      when s.step in ('paused_control', 'shared_control') then control_index
    end,
    case s.step
      when 'paused_control' then 'not_running'
      when 'paused_variant' then 'not_running'
      when 'closed' then 'not_in_traffic'
      else s.step
    end,
    s.step in ('paused_variant', 'closed') or (s.step = 'split' and moved_buckets @> v.bucket)
  from (select splitplot.bucket(layer_salt, unit_id) as bucket offset 0) l
  cross join lateral (
    select
      case
        when targeting is not null and not splitplot.matches(targeting, attributes) then 'not_targeted'
        when domain_salts <> '{}' and not splitplot.is_in_all(domain_salts, domain_buckets, unit_id)
          then 'not_in_traffic'
        when holdout_salts <> '{}' and splitplot.is_in_any(holdout_salts, holdout_buckets, unit_id) then 'holdout'
        when open_buckets @> l.bucket then case mode when 'launched' then 'launched' else 'split' end
        when not own_buckets @> l.bucket and not shared_buckets @> l.bucket then 'not_in_traffic'
        when mode <> 'running' then mode
        when own_buckets @> l.bucket or isempty(open_buckets) then 'closed'
        else 'shared_control'
      end as step
    offset 0
  ) s
  cross join lateral (
    select case when s.step in ('split', 'launched') then splitplot.bucket(salt, unit_id) end as bucket
    offset 0
  ) v
$$;

comment on function splitplot.decide(
  text, text[], int4multirange[], text[], int4multirange[], text, int4multirange, int4multirange, int4multirange,
  text, integer[], integer, int4multirange, jsonb, text, jsonb) is
  'Which variant (from 1, in plan order; null: none) a unit gets by one row of assignment_plan, the reason, and '
  'whether the variant that the unit was first exposed to, if it was, comes before this.';

grant execute on function splitplot.decide(
  text, text[], int4multirange[], text[], int4multirange[], text, int4multirange, int4multirange, int4multirange,
  text, integer[], integer, int4multirange, jsonb, text, jsonb)
  to splitplot_api, splitplot_analyst;
