-- weight_change(experiment_key, weights): what other weights by the same salt would do to the units of a running phase.

create or replace function splitplot.weight_change(
  experiment_key text, weights jsonb,
  out from_variant text, out to_variant text, out share numeric, out exposed_units bigint)
  returns setof record
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  with plan as (
    select p.*
    from splitplot.assignment_plan p
    where p.experiment = experiment_key and upper_inf(p.valid)
  ),
  changed as (
    select
      v.variant_id, v.key,
      int4range((sum(w.weight) over (order by v.position) - w.weight)::integer,
                (sum(w.weight) over (order by v.position))::integer) as buckets
    from splitplot.experiment e
    join splitplot.variant v using (experiment_id)
    cross join lateral (select coalesce((weights ->> v.key)::integer, 0) as weight) w
    where e.key = experiment_key
  ),
  moves as (
    select
      r.variant_id, plan.variants[array_position(plan.variant_ids, r.variant_id)] as from_variant,
      c.key as to_variant, r.buckets * c.buckets as buckets
    from plan
    cross join lateral splitplot.variant_ranges(plan.variant_ids, plan.lower_bounds) r
    join changed c on c.variant_id <> r.variant_id and not isempty(r.buckets * c.buckets)
  ),
  -- Materialized: each unit is hashed once, however many moves there are.
  exposed as materialized (
    select f.variant_id, splitplot.bucket(plan.salt, f.unit_id) as bucket
    from plan
    join splitplot.first_assignment f using (experiment_id)
  )
  select m.from_variant, m.to_variant, (upper(m.buckets) - lower(m.buckets)) / 1000000.0, count(x.bucket)
  from moves m
  left join exposed x on x.variant_id = m.variant_id and m.buckets @> x.bucket
  group by m.from_variant, m.to_variant, m.buckets
  order by m.buckets
$$;

comment on function splitplot.weight_change(text, jsonb) is
  'weights: object of variant key to weight_ppm. One row for each pair of variants between which units would move: their '
  'share of the traffic, and how many were exposed already; those keep their variant, the others are given the new one.';

grant execute on function splitplot.weight_change(text, jsonb) to splitplot_api, splitplot_analyst;
