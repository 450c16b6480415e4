-- force_variant(experiment_key, unit_id, variant_key): a unit gets a named variant, for quality assurance.

create or replace function splitplot.force_variant(experiment_key text, unit_id text, variant_key text)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  forcing splitplot.experiment := splitplot.lock_experiment(experiment_key);
  forced_variant_id integer;
begin
  perform splitplot.check_unit((
    select ut.key from splitplot.unit_type ut where ut.unit_type_id = forcing.unit_type_id), unit_id);
  if forcing.state not in ('running', 'paused') or forcing.assignment = 'external' then
    perform splitplot.refuse('409', 'not_in_force', 'experiment',
      format('experiment %s is %s and gives nobody a variant', experiment_key,
             case forcing.assignment when 'external' then 'assigned elsewhere' else forcing.state end),
      'start it first, with traffic 0 if nobody else is to see it');
  end if;
  select v.variant_id into forced_variant_id
  from splitplot.variant v
  where v.experiment_id = forcing.experiment_id and v.key = variant_key;
  if not found then
    perform splitplot.refuse('422', 'unknown_variant', 'variant',
      format('experiment %s has no variant %s', experiment_key, variant_key));
  end if;

  update splitplot.forced_variant fv
  set valid = tstzrange(lower(fv.valid), instant)
  where fv.experiment_id = forcing.experiment_id and fv.unit_id = force_variant.unit_id and upper_inf(fv.valid);
  if (select count(*) from splitplot.forced_variant fv
      where fv.experiment_id = forcing.experiment_id and upper_inf(fv.valid)) >= 1000
  then
    perform splitplot.refuse('409', 'too_many_forced_variants', 'unit',
      format('1000 units of experiment %s are forced already, and no more can be', experiment_key),
      'force fewer, or give variants to a group by targeting');
  end if;
  insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
  values (forcing.experiment_id, force_variant.unit_id, forced_variant_id, tstzrange(instant, null));
end
$$;

comment on function splitplot.force_variant(text, text, text) is
  'Gives a unit, by its id as clients send it, a variant from the configuration instant on, in the place of one given '
  'before. SP404; SP409 when the experiment is not in force or 1,000 units are forced; SP422 for an unknown variant.';

grant execute on function splitplot.force_variant(text, text, text) to splitplot_api;
