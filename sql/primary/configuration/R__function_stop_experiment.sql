-- stop_experiment(experiment_key, expected_version, reason): ends an experiment and frees its buckets.

create or replace function splitplot.stop_experiment(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  stopping splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
begin
  if stopping.state not in ('running', 'paused') then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a running or paused one can be stopped', experiment_key, stopping.state), '');
  end if;
  perform splitplot.close_experiment(stopping.experiment_id);
  update splitplot.experiment
  set state = 'stopped', stopped_at = instant, version = version + 1
  where experiment_id = stopping.experiment_id;
end
$$;

comment on function splitplot.stop_experiment(text, integer, text) is
  'Stops a running or paused experiment at the configuration instant. SP404, SP409 and SP412 as start_experiment.';

grant execute on function splitplot.stop_experiment(text, integer, text) to splitplot_api;
