-- close_experiment(experiment_id): ends the phase in force, frees the buckets, lets go of forced units.

create or replace function splitplot.close_experiment(experiment_id integer)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
begin
  update splitplot.phase p
  set valid = tstzrange(lower(p.valid), instant)
  where p.experiment_id = close_experiment.experiment_id and not isempty(p.valid) and upper_inf(p.valid);
  update splitplot.allocation a
  set valid = tstzrange(lower(a.valid), instant)
  where a.experiment_id = close_experiment.experiment_id and upper_inf(a.valid);
  update splitplot.forced_variant f
  set valid = tstzrange(lower(f.valid), instant)
  where f.experiment_id = close_experiment.experiment_id and upper_inf(f.valid) and lower(f.valid) < instant;
end
$$;

comment on function splitplot.close_experiment(integer) is
  'Closes, at the configuration instant, whatever of an experiment is in force.';
