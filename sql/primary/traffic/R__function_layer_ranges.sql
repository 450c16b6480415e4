-- layer_ranges(layer_id, as_of): who owned which buckets of a layer at an instant, and which were free.
--
-- An experiment that gave up traffic keeps its buckets, so its ranges fall into those that were open to new
-- units and those that were not.

create or replace function splitplot.layer_ranges(layer_id integer, as_of timestamptz)
  returns table (
    buckets int4range, owner_kind text, key text, state text, since timestamptz, domain_id integer,
    shared_control_id integer)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with owned as (
    select
      a.buckets, a.owner_kind, coalesce(e.key, d.key, c.key, h.key) as key, lower(a.valid) as since, a.domain_id,
      a.shared_control_id, p.mode, coalesce(pp.open_buckets, '{}') as open_buckets
    from splitplot.allocation a
    left join splitplot.experiment e using (experiment_id)
    left join splitplot.phase p on p.experiment_id = a.experiment_id and p.valid @> as_of
    left join splitplot.phase_plan pp using (phase_id)
    left join splitplot.domain d on d.domain_id = a.domain_id
    left join splitplot.shared_control c on c.shared_control_id = a.shared_control_id
    left join splitplot.holdout h on h.holdout_id = a.holdout_id
    where a.layer_id = layer_ranges.layer_id and a.valid @> as_of
  )
  select
    piece.buckets, o.owner_kind, o.key,
    case
      when o.owner_kind <> 'experiment' then null
      when o.mode like 'paused%' then 'paused'
      when not piece.is_open then 'closed'
      when o.mode = 'launched' then 'launched'
      else 'open'
    end,
    o.since, o.domain_id, o.shared_control_id
  from owned o
  cross join lateral (
    select r.range, true from unnest(int4multirange(o.buckets) * o.open_buckets) as r(range)
    union all
    select r.range, false from unnest(int4multirange(o.buckets) - o.open_buckets) as r(range)
  ) as piece(buckets, is_open)
  union all
  select f.range, null, null, null, null, null, null
  from unnest('{[0,1000000)}'::int4multirange - (select coalesce(range_agg(o.buckets), '{}') from owned o)) as f(range)
  order by 1
$$;

comment on function splitplot.layer_ranges(integer, timestamptz) is
  'Disjoint ranges that cover the layer, in their order: owner_kind and key are null where they are free. state of an '
  'experiment''s: open to new units, closed by lowering its traffic, paused, or launched. since: when it was allocated.';

grant execute on function splitplot.layer_ranges(integer, timestamptz) to splitplot_api, splitplot_analyst;
