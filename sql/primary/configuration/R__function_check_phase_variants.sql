-- check_phase_variants(): trigger function, at commit: a phase weighs its variants to exactly 1,000,000.

create or replace function splitplot.check_phase_variants()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  checked_phase integer := coalesce(new.phase_id, old.phase_id);
  weight_sum bigint;
  control_count bigint;
begin
  select coalesce(sum(pv.weight_ppm), 0), count(*) filter (where v.is_control)
  into weight_sum, control_count
  from splitplot.phase_variant pv
  join splitplot.variant v using (variant_id)
  where pv.phase_id = checked_phase;
  if not exists (select from splitplot.phase p where p.phase_id = checked_phase) then
    return null;
  end if;
  if weight_sum <> 1000000 then
    perform splitplot.refuse('422', 'weights_do_not_sum_to_one', 'variants.weight',
      format('the weights of the variants sum to %s, not to 1', trim_scale(weight_sum / 1000000.0)),
      'weights are shares with at most six decimal places; together they are 1');
  end if;
  if control_count <> 1 then
    perform splitplot.refuse('422', 'not_one_control', 'variants.control',
      format('%s of the variants are the control; one must be', control_count),
      'set "control": true for exactly one variant');
  end if;
  return null;
end
$$;

comment on function splitplot.check_phase_variants() is
  'Refuses (SP422) a phase whose weights do not sum to 1,000,000 or that has not exactly one control.';
