-- stop_experiment(experiment_key, expected_version): ends a running experiment and frees its buckets.

create or replace function splitplot.stop_experiment(experiment_key text, expected_version integer default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  stopping splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version);
begin
  if stopping.state not in ('running', 'paused') then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a running or paused one can be stopped', experiment_key, stopping.state), '');
  end if;
  update splitplot.phase
  set valid = tstzrange(lower(valid), instant)
  where experiment_id = stopping.experiment_id and not isempty(valid) and upper_inf(valid);
  update splitplot.allocation
  set valid = tstzrange(lower(valid), instant)
  where experiment_id = stopping.experiment_id and upper_inf(valid);
  update splitplot.experiment
  set state = 'stopped', stopped_at = instant, version = version + 1
  where experiment_id = stopping.experiment_id;
end
$$;

comment on function splitplot.stop_experiment(text, integer) is
  'Stops a running or paused experiment at the configuration instant. SP404, SP409 and SP412 as start_experiment.';

grant execute on function splitplot.stop_experiment(text, integer) to splitplot_api;
