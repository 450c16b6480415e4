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
  )
  select
    o.key, c.key, (upper(o.buckets * c.buckets) - lower(o.buckets * c.buckets)) / 1000000.0,
    (select count(*)
     from splitplot.first_assignment f
     where f.experiment_id = plan.experiment_id
       and f.variant_id = o.variant_id
       and o.buckets * c.buckets @> splitplot.bucket(plan.salt, f.unit_id))
  from plan
  cross join lateral (
    select r.variant_id, plan.variants[array_position(plan.variant_ids, r.variant_id)] as key, r.buckets
    from splitplot.variant_ranges(plan.variant_ids, plan.lower_bounds) r
  ) o
  join changed c on c.variant_id <> o.variant_id and not isempty(o.buckets * c.buckets)
  order by lower(o.buckets), lower(c.buckets)
$$;

comment on function splitplot.weight_change(text, jsonb) is
  'weights: object of variant key to weight_ppm. One row for each pair of variants between which units would move: their '
  'share of the traffic, and how many were exposed already; those keep their variant, the others are given the new one.';

grant execute on function splitplot.weight_change(text, jsonb) to splitplot_api, splitplot_analyst;
