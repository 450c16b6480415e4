-- unforce_variant(experiment_key, unit_id): a unit gets what it would without force_variant.

create or replace function splitplot.unforce_variant(experiment_key text, unit_id text)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  forcing splitplot.experiment := splitplot.lock_experiment(experiment_key);
begin
  update splitplot.forced_variant fv
  set valid = tstzrange(lower(fv.valid), instant)
  where fv.experiment_id = forcing.experiment_id and fv.unit_id = unforce_variant.unit_id and upper_inf(fv.valid);
  if not found then
    perform splitplot.refuse('404', 'not_forced', 'unit',
      format('experiment %s forces no variant on this unit', experiment_key),
      format('GET /v1/experiments/%s/forced-variants lists them', experiment_key));
  end if;
end
$$;

comment on function splitplot.unforce_variant(text, text) is
  'Ends what force_variant began, at the configuration instant. SP404 for an unknown experiment or a unit that is not '
  'forced.';

grant execute on function splitplot.unforce_variant(text, text) to splitplot_api;
