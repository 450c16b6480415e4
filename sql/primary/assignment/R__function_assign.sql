-- assign(unit_type, unit_id, attributes, as_of): what a unit gets from each experiment in force at an instant.
--
-- Pure: it depends on the configuration of that instant only, so any server, standby or replay gives the
-- same answer. Recording that the unit saw it is record_exposures()'s business.

create or replace function splitplot.assign(
  unit_type text,
  unit_id text,
  attributes jsonb default '{}',
  as_of timestamptz default now())
  returns table (experiment text, variant text, parameters jsonb, phase integer, reason text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform splitplot.check_unit(unit_type, unit_id);
  return query
    select p.experiment, p.variants[d.variant_index], p.parameters[d.variant_index], p.phase, d.reason
    from splitplot.assignment_plan p
    cross join lateral splitplot.decide(
      p.layer_salt, p.buckets, p.salt, p.lower_bounds, p.targeting, assign.unit_id, assign.attributes) d
    where p.unit_type = assign.unit_type
      and p.valid @> as_of
    order by p.experiment collate "C";
end
$$;

comment on function splitplot.assign(text, text, jsonb, timestamptz) is
  'One row for each experiment of the unit type in force at as_of: variant and parameters (null: none), the '
  'number of the phase, and the reason. SP422 for an unknown unit type or an impossible unit id.';

grant execute on function splitplot.assign(text, text, jsonb, timestamptz) to splitplot_api, splitplot_analyst;
