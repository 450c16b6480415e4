-- compile_phases(phase_ids): everything that decisions of phases need, from the configuration at each phase's beginning.
--
-- Around an experiment things may change during a phase: a domain may be given up, a holdout may end, a
-- segment may get another meaning. None of that reaches a phase that is in force. And a holdout holds back only
-- what starts after it: no unit loses its variant because a holdout begins.
--
-- One statement for any number of phases, so that a large configuration is compiled in seconds.

create or replace function splitplot.compile_phases(phase_ids integer[])
  returns setof splitplot.phase_plan
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with recursive opened as materialized (
    select
      p.phase_id, p.experiment_id, p.number, p.mode, p.traffic_ppm, p.targeting, lower(p.valid) as at,
      coalesce(p.salt, e.salt) as salt, coalesce(e.started_at, lower(p.valid)) as started_at,
      e.layer_id, e.shared_control_id, l.salt as layer_salt, l.domain_id
    from splitplot.phase p
    join splitplot.experiment e using (experiment_id)
    join splitplot.layer l using (layer_id)
    where p.phase_id = any (phase_ids) and not isempty(p.valid)
  ),
  -- The domain of each phase's layer and all that it is nested in, depth 0 the innermost.
  around as (
    select o.phase_id, o.at, o.started_at, d.domain_id, d.parent_layer_id, 0 as depth
    from opened o
    join splitplot.domain d using (domain_id)
    union all
    select a.phase_id, a.at, a.started_at, d.domain_id, d.parent_layer_id, a.depth + 1
    from around a
    join splitplot.layer l on l.layer_id = a.parent_layer_id
    join splitplot.domain d on d.domain_id = l.domain_id
  ),
  inwards as (
    select
      a.phase_id,
      array_agg(l.salt order by a.depth desc) as salts,
      array_agg(coalesce(
        (select range_agg(x.buckets) from splitplot.allocation x where x.domain_id = a.domain_id and x.valid @> a.at),
        '{}') order by a.depth desc) as buckets
    from around a
    join splitplot.layer l on l.layer_id = a.parent_layer_id
    group by a.phase_id
  ),
  held_out as (
    select
      h.phase_id,
      array_agg(h.salt order by h.depth desc, h.layer_id) as salts,
      array_agg(h.buckets order by h.depth desc, h.layer_id) as buckets
    from (
      select a.phase_id, a.depth, l.layer_id, l.salt, range_agg(x.buckets) as buckets
      from splitplot.allocation x
      join splitplot.layer l using (layer_id)
      join around a on a.domain_id = l.domain_id and x.valid @> a.at and x.valid @> a.started_at
      where x.holdout_id is not null
      group by a.phase_id, a.depth, l.layer_id, l.salt
    ) h
    group by h.phase_id
  ),
  owned as (
    select
      x.phase_id,
      range_agg(x.buckets) as buckets,
      range_agg(int4range(lower(x.buckets), least(upper(x.buckets), lower(x.buckets) + x.traffic_ppm - x.before)))
        filter (where x.before < x.traffic_ppm) as open_buckets
    from (
      select
        o.phase_id, o.traffic_ppm, a.buckets,
        -- An experiment opens its buckets in the order in which it got them, and closes them in the opposite order.
        (sum(upper(a.buckets) - lower(a.buckets)) over (partition by o.phase_id order by a.allocation_id)
          - (upper(a.buckets) - lower(a.buckets)))::integer as before
      from opened o
      join splitplot.allocation a on a.experiment_id = o.experiment_id and a.valid @> o.at
    ) x
    group by x.phase_id
  ),
  placed as (
    select
      o.*,
      case when o.mode = 'launched' then coalesce(w.open_buckets, '{}') else coalesce(w.buckets, '{}') end as own_buckets,
      coalesce(w.open_buckets, '{}') as open_buckets,
      coalesce((
        select range_agg(a.buckets)
        from splitplot.allocation a
        where a.shared_control_id = o.shared_control_id and a.valid @> o.at and o.mode <> 'launched'), '{}') as shared_buckets
    from opened o
    left join owned w using (phase_id)
  ),
  sized as (
    select p.*, splitplot.range_count(p.open_buckets) as open_count, splitplot.range_count(p.shared_buckets) as shared_count
    from placed p
  ),
  weighed as materialized (
    select
      w.phase_id,
      array_agg(w.variant_id order by w.position) as variant_ids,
      array_agg(w.key order by w.position) as variants,
      array_agg(w.lower_bound order by w.position) as lower_bounds,
      array_agg(w.parameters order by w.position) as parameters,
      (min(w.place) filter (where w.is_control))::integer as control_index,
      array_agg(w.expected_share order by w.position) as expected_shares
    from (
      select
        s.phase_id, v.variant_id, v.key, v.position, v.is_control, pv.parameters,
        row_number() over (partition by s.phase_id order by v.position) as place,
        (sum(pv.weight_ppm) over (partition by s.phase_id order by v.position) - pv.weight_ppm)::integer as lower_bound,
        case
          when s.open_count = 0 then pv.weight_ppm / 1000000.0
          else (s.open_count * (pv.weight_ppm / 1000000.0) + case when v.is_control then s.shared_count else 0 end)
               / (s.open_count + s.shared_count)
        end as expected_share
      from sized s
      join splitplot.phase_variant pv using (phase_id)
      join splitplot.variant v using (variant_id)
    ) w
    group by w.phase_id
  ),
  moved as (
    select o.phase_id, range_agg(m.range) as buckets
    from opened o
    join weighed w using (phase_id)
    join splitplot.phase p on p.experiment_id = o.experiment_id and p.number < o.number and p.mode = 'running'
    join splitplot.phase_plan earlier on earlier.phase_id = p.phase_id
    cross join lateral unnest(splitplot.moved_buckets(
      o.salt, w.variant_ids, w.lower_bounds, earlier.salt, earlier.variant_ids, earlier.lower_bounds)) as m(range)
    where o.mode = 'running'
    group by o.phase_id
  )
  select
    s.phase_id, s.layer_salt, coalesce(i.salts, '{}'), coalesce(i.buckets, '{}'), coalesce(h.salts, '{}'),
    coalesce(h.buckets, '{}'), s.own_buckets, s.open_buckets, s.shared_buckets, s.salt,
    splitplot.expand_segments(s.targeting, s.at), w.variant_ids, w.variants, w.lower_bounds, w.parameters,
    w.control_index, coalesce(m.buckets, '{}'), w.expected_shares
  from sized s
  join weighed w using (phase_id)
  left join inwards i using (phase_id)
  left join held_out h using (phase_id)
  left join moved m using (phase_id);
end
$$;

comment on function splitplot.compile_phases(integer[]) is
  'The rows of phase_plan of those phases that have a beginning and whose experiment is assigned by us. Stores nothing, '
  'so that what is stored can be compared with it.';
