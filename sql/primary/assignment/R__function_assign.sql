-- assign(unit_type, unit_id, attributes, as_of, session_id): what a unit gets from each experiment in force.
--
-- It depends on what was known at the instant only, so any server, standby or replay gives the same answer.
-- Recording that the unit saw it is record_exposures()'s business.

create or replace function splitplot.assign(
  unit_type text,
  unit_id text,
  attributes jsonb default '{}',
  as_of timestamptz default now(),
  session_id text default null)
  returns table (experiment text, variant text, parameters jsonb, phase integer, reason text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  decided_id text := splitplot.deciding_unit(unit_type, unit_id, session_id, as_of);
begin
  perform splitplot.check_unit(unit_type, unit_id);
  return query
    select p.experiment, p.variants[r.variant_index], p.parameters[r.variant_index], p.phase, r.reason
    from splitplot.assignment_plan p
    cross join lateral splitplot.decide(
      p.mode, p.domain_salts, p.domain_buckets, p.holdout_salts, p.holdout_buckets, p.layer_salt, p.own_buckets,
      p.open_buckets, p.shared_buckets, p.salt, p.lower_bounds, p.control_index, p.moved_buckets, p.targeting,
      decided_id, assign.attributes) d
    left join splitplot.forced_variant fv
      on fv.experiment_id = p.experiment_id and fv.unit_id = assign.unit_id and fv.valid @> as_of
    left join splitplot.first_assignment fa
      on d.stored_wins and fa.experiment_id = p.experiment_id and fa.unit_id = decided_id and fa.assigned_at <= as_of
    cross join lateral splitplot.outcome(
      d.variant_index, d.reason, array_position(p.variant_ids, fa.variant_id),
      array_position(p.variant_ids, fv.variant_id)) r
    where p.unit_type = assign.unit_type
      and p.valid @> as_of
    order by p.experiment collate "C";
end
$$;

comment on function splitplot.assign(text, text, jsonb, timestamptz, text) is
  'One row for each experiment of the unit type in force at as_of: variant and parameters (null: none), the '
  'number of the phase, and the reason. SP422 for an unknown unit type or an impossible unit id.';

grant execute on function splitplot.assign(text, text, jsonb, timestamptz, text) to splitplot_api, splitplot_analyst;
