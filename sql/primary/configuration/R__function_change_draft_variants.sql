-- change_draft_variants(experiment_id, phase_id, wanted): a draft's variants give way to others.
--
-- A variant that stays as it is, in its place, is not made anew: units may be forced into it already.

create or replace function splitplot.change_draft_variants(experiment_id integer, phase_id integer, wanted jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  leaving integer[];
  forced_variant text;
begin
  if jsonb_array_length(wanted) < 2 then
    perform splitplot.refuse('422', 'too_few_variants', 'variants', 'an experiment has at least two');
  end if;
  select array_agg(v.variant_id) into leaving
  from splitplot.variant v
  where v.experiment_id = change_draft_variants.experiment_id
    and not exists (
      select
      from rows from (jsonb_to_recordset(wanted) as (key text, control boolean)) with ordinality as w(key, control, place)
      where (w.key, w.place, coalesce(w.control, false)) = (v.key, v.position, v.is_control));
  select v.key into forced_variant
  from splitplot.variant v
  where v.variant_id = any (leaving)
    and exists (select from splitplot.forced_variant f where f.variant_id = v.variant_id)
  order by v.position
  limit 1;
  if found then
    perform splitplot.refuse('409', 'in_use', 'variants',
      format('units are or were forced into variant %s, so it keeps its place and its role', forced_variant),
      'name it in the same place, or make another experiment');
  end if;

  delete from splitplot.phase_variant pv where pv.phase_id = change_draft_variants.phase_id;
  delete from splitplot.variant v where v.variant_id = any (leaving);
  insert into splitplot.variant (experiment_id, key, position, is_control)
  select change_draft_variants.experiment_id, w.key, w.place, coalesce(w.control, false)
  from rows from (jsonb_to_recordset(wanted) as (key text, control boolean)) with ordinality as w(key, control, place)
  where not exists (
    select from splitplot.variant v
    where v.experiment_id = change_draft_variants.experiment_id and v.key = w.key and v.position = w.place);
  insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm, parameters)
  select change_draft_variants.phase_id, v.variant_id, v.experiment_id, w.weight_ppm, coalesce(w.parameters, '{}')
  from jsonb_to_recordset(wanted) as w(key text, weight_ppm integer, parameters jsonb)
  join splitplot.variant v on v.experiment_id = change_draft_variants.experiment_id and v.key = w.key;
end
$$;

comment on function splitplot.change_draft_variants(integer, integer, jsonb) is
  'Gives a draft the variants of an array of {key, weight_ppm, parameters?, control?}, in this order. SP409 in_use for '
  'one that units are forced into, SP422 for less than two.';
