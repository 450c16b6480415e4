-- changed_variants(experiment_id, phase_id, wanted): the variants of the next phase, from those of a phase and a wish.
--
-- A key that is new becomes a variant. One that is not named gets no new units any more, and those that
-- were exposed to it keep it.

create or replace function splitplot.changed_variants(experiment_id integer, phase_id integer, wanted jsonb)
  returns jsonb
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if wanted is null then
    return splitplot.phase_variants(phase_id);
  end if;
  insert into splitplot.variant (experiment_id, key, position)
  select changed_variants.experiment_id, w.key,
    (select max(v.position) from splitplot.variant v where v.experiment_id = changed_variants.experiment_id)
    + row_number() over (order by w.place)
  from rows from (jsonb_to_recordset(wanted) as (key text)) with ordinality as w(key, place)
  where not exists (
    select from splitplot.variant v where v.experiment_id = changed_variants.experiment_id and v.key = w.key);
  return (
    select jsonb_agg(jsonb_build_object(
      'variant_id', v.variant_id,
      'weight_ppm', coalesce(w.weight_ppm, 0),
      'parameters', coalesce(w.parameters, pv.parameters, '{}')) order by v.position)
    from splitplot.variant v
    left join jsonb_to_recordset(wanted) as w(key text, weight_ppm integer, parameters jsonb) on w.key = v.key
    left join splitplot.phase_variant pv on pv.variant_id = v.variant_id and pv.phase_id = changed_variants.phase_id
    where v.experiment_id = changed_variants.experiment_id);
end
$$;

comment on function splitplot.changed_variants(integer, integer, jsonb) is
  'Array of {variant_id, weight_ppm, parameters} of all variants of the experiment; makes those that are new.';
