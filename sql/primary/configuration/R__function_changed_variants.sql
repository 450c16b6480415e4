-- changed_variants(experiment_id, phase_id, wanted): the variants of the next phase, from those of a phase and a wish.
--
-- A key that is new becomes a variant. One that is not named gets no new units any more, and those that
-- were exposed to it keep it; so an experiment never has fewer variants than before, and their number has a limit.

create or replace function splitplot.changed_variants(experiment_id integer, phase_id integer, wanted jsonb)
  returns jsonb
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  variant_count_max constant integer := 500;
  weight_sum bigint;
  are_shares boolean;
begin
  if wanted is null then
    return splitplot.phase_variants(phase_id);
  end if;
  select coalesce(sum(w.weight_ppm), 0), coalesce(bool_and(w.weight_ppm between 0 and 1000000), true)
  into weight_sum, are_shares
  from jsonb_to_recordset(wanted) as w(weight_ppm integer);
  if not are_shares then
    perform splitplot.refuse('422', 'out_of_range', 'variants.weight', 'a weight is a share from 0 to 1');
  elsif weight_sum <> 1000000 then
    perform splitplot.refuse('422', 'weights_do_not_sum_to_one', 'variants.weight',
      format('the weights of the variants sum to %s, not to 1', trim_scale(weight_sum / 1000000.0)),
      'variants that are not named get weight 0');
  end if;

  insert into splitplot.variant (experiment_id, key, position)
  select changed_variants.experiment_id, w.key,
    (select max(v.position) from splitplot.variant v where v.experiment_id = changed_variants.experiment_id)
    + row_number() over (order by w.place)
  from rows from (jsonb_to_recordset(wanted) as (key text)) with ordinality as w(key, place)
  where not exists (
    select from splitplot.variant v where v.experiment_id = changed_variants.experiment_id and v.key = w.key);
  if (select count(*) from splitplot.variant v where v.experiment_id = changed_variants.experiment_id) > variant_count_max
  then
    perform splitplot.refuse('422', 'too_many_items', 'variants',
      format('an experiment has at most %s variants, with those that it had before', variant_count_max),
      'make another experiment');
  end if;
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
  'Array of {variant_id, weight_ppm, parameters} of all variants of the experiment; makes those that are new. SP422 for '
  'weights that do not sum to 1,000,000, and for more than 500 variants.';
