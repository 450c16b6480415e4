-- assignment_plan: everything a decision needs, one row for each phase that has ever been in force.
--
-- The plan of an instant is the rows whose valid range contains it. The SQL functions and the servers'
-- memory are both made from these rows, so that they cannot read the configuration differently.

create or replace view splitplot.assignment_plan as
select
  e.experiment_id,
  e.key as experiment,
  ut.key as unit_type,
  e.algorithm,
  p.phase_id,
  p.number as phase,
  p.valid,
  l.salt as layer_salt,
  owned.buckets,
  e.salt,
  p.targeting,
  weighed.variant_ids,
  weighed.variants,
  weighed.lower_bounds,
  weighed.parameters
from splitplot.phase p
join splitplot.experiment e using (experiment_id)
join splitplot.unit_type ut using (unit_type_id)
join splitplot.layer l using (layer_id)
cross join lateral (
  select coalesce(range_agg(a.buckets), '{}'::int4multirange) as buckets
  from splitplot.allocation a
  where a.experiment_id = e.experiment_id
    and a.valid @> lower(p.valid)
) owned
cross join lateral (
  select
    array_agg(v.variant_id order by v.position) as variant_ids,
    array_agg(v.key order by v.position) as variants,
    array_agg(w.lower_bound order by v.position) as lower_bounds,
    array_agg(w.parameters order by v.position) as parameters
  from (
    select
      pv.variant_id,
      pv.parameters,
      (sum(pv.weight_ppm) over (order by x.position) - pv.weight_ppm)::integer as lower_bound
    from splitplot.phase_variant pv
    join splitplot.variant x using (variant_id)
    where pv.phase_id = p.phase_id
  ) w
  join splitplot.variant v using (variant_id)
) weighed
where not isempty(p.valid);

comment on view splitplot.assignment_plan is
  'One row a phase that has been in force, with all that a decision needs. External experiments are not in it.';
comment on column splitplot.assignment_plan.buckets is
  'Buckets of the layer that the experiment owns during the phase.';
comment on column splitplot.assignment_plan.lower_bounds is
  'First bucket of each variant, in the order of variants, by the hash with the experiment''s salt.';

grant select on splitplot.assignment_plan to splitplot_api, splitplot_analyst;
