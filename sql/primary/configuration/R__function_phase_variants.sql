-- phase_variants(phase_id): the variants of a phase in the form that open_phase takes.

create or replace function splitplot.phase_variants(phase_id integer)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(
    jsonb_build_object('variant_id', pv.variant_id, 'weight_ppm', pv.weight_ppm, 'parameters', pv.parameters)
    order by v.position)
  from splitplot.phase_variant pv
  join splitplot.variant v using (variant_id)
  where pv.phase_id = phase_variants.phase_id
$$;

comment on function splitplot.phase_variants(integer) is
  'Array of {variant_id, weight_ppm, parameters} of a phase, in the order of positions.';
