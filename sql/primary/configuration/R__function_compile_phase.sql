-- compile_phase(phase_id): everything a decision of a phase needs, from the configuration at the phase's beginning.
--
-- Around an experiment things may change during a phase: a domain may be widened, a holdout may end, a
-- segment may get another meaning. None of that reaches a phase that is in force. And a holdout holds back only
-- what starts after it: no unit loses its variant because a holdout begins.

create or replace function splitplot.compile_phase(phase_id integer)
  returns splitplot.phase_plan
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  opened splitplot.phase;
  compiled splitplot.experiment;
  began_at timestamptz;
  plan splitplot.phase_plan;
begin
  select p.* into strict opened from splitplot.phase p where p.phase_id = compile_phase.phase_id;
  select e.* into strict compiled from splitplot.experiment e where e.experiment_id = opened.experiment_id;
  began_at := lower(opened.valid);
  plan.phase_id := phase_id;
  plan.salt := coalesce(opened.salt, compiled.salt);
  plan.targeting := splitplot.expand_segments(opened.targeting, began_at);
  select l.salt into strict plan.layer_salt from splitplot.layer l where l.layer_id = compiled.layer_id;

  select
    coalesce(array_agg(o.salt order by o.depth desc) filter (where o.salt is not null), '{}'),
    coalesce(array_agg(o.buckets order by o.depth desc) filter (where o.salt is not null), '{}')
  into plan.domain_salts, plan.domain_buckets
  from splitplot.outer_domains(compiled.layer_id, began_at) o;

  select coalesce(array_agg(h.salt order by h.depth desc, h.layer_id), '{}'),
         coalesce(array_agg(h.buckets order by h.depth desc, h.layer_id), '{}')
  into plan.holdout_salts, plan.holdout_buckets
  from (
    select l.layer_id, l.salt, o.depth, range_agg(a.buckets) as buckets
    from splitplot.outer_domains(compiled.layer_id, began_at) o
    join splitplot.layer l using (domain_id)
    join splitplot.allocation a using (layer_id)
    where a.holdout_id is not null
      and a.valid @> began_at
      and a.valid @> coalesce(compiled.started_at, began_at)
    group by l.layer_id, l.salt, o.depth
  ) h;

  select coalesce(range_agg(a.buckets), '{}') into plan.own_buckets
  from splitplot.allocation a
  where a.experiment_id = compiled.experiment_id and a.valid @> began_at;
  plan.open_buckets := splitplot.first_buckets(compiled.experiment_id, opened.traffic_ppm, began_at);
  if opened.mode = 'launched' then
    plan.own_buckets := plan.open_buckets;
  end if;

  select coalesce(range_agg(a.buckets), '{}') into plan.shared_buckets
  from splitplot.allocation a
  where a.shared_control_id = compiled.shared_control_id and a.valid @> began_at and opened.mode <> 'launched';

  select
    array_agg(w.variant_id order by w.position), array_agg(w.key order by w.position),
    array_agg(w.lower_bound order by w.position), array_agg(w.parameters order by w.position),
    (min(w.place) filter (where w.is_control))::integer,
    array_agg(
      case
        when isempty(plan.open_buckets) then w.weight_ppm / 1000000.0
        else (splitplot.range_count(plan.open_buckets) * (w.weight_ppm / 1000000.0)
              + case when w.is_control then splitplot.range_count(plan.shared_buckets) else 0 end)
             / (splitplot.range_count(plan.open_buckets) + splitplot.range_count(plan.shared_buckets))
      end order by w.position)
  into plan.variant_ids, plan.variants, plan.lower_bounds, plan.parameters, plan.control_index, plan.expected_shares
  from (
    select
      v.variant_id, v.key, v.position, v.is_control, pv.parameters, pv.weight_ppm,
      row_number() over (order by v.position) as place,
      (sum(pv.weight_ppm) over (order by v.position) - pv.weight_ppm)::integer as lower_bound
    from splitplot.phase_variant pv
    join splitplot.variant v using (variant_id)
    where pv.phase_id = compile_phase.phase_id
  ) w;

  select coalesce(range_agg(m.buckets), '{}') into plan.moved_buckets
  from splitplot.phase p
  join splitplot.phase_plan earlier using (phase_id)
  cross join lateral unnest(splitplot.moved_buckets(plan, earlier)) as m(buckets)
  where p.experiment_id = compiled.experiment_id
    and p.number < opened.number
    and p.mode = 'running'
    and opened.mode = 'running';
  return plan;
end
$$;

comment on function splitplot.compile_phase(integer) is
  'The row of phase_plan of a phase that has a beginning and whose experiment is assigned by us. Stores nothing, so '
  'that what is stored can be compared with it.';
