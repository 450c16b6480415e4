-- lock_experiment(experiment_key, expected_version, reason): the experiment, locked for a change.
--
-- The configuration instant is taken first: always the same order of locks, so no deadlock. The reason is for
-- the audit log.

create or replace function splitplot.lock_experiment(
  experiment_key text, expected_version integer default null, reason text default null)
  returns splitplot.experiment
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  found_experiment splitplot.experiment;
begin
  perform splitplot.configuration_instant();
  perform set_config('splitplot.reason', coalesce(reason, ''), true);
  select e.* into found_experiment
  from splitplot.experiment e
  where e.key = experiment_key
  for update;
  if not found then
    perform splitplot.refuse('404', 'unknown_experiment', 'experiment',
      format('there is no experiment %s', experiment_key), 'GET /v1/experiments lists them');
  end if;
  if expected_version is distinct from null and found_experiment.version <> expected_version then
    perform splitplot.refuse('412', 'experiment_changed', 'If-Match',
      format('experiment %s is at version %s, not %s', experiment_key, found_experiment.version, expected_version),
      'read it again and decide anew');
  end if;
  return found_experiment;
end
$$;

comment on function splitplot.lock_experiment(text, integer, text) is
  'Locks an experiment for update; SP404 when there is none, SP412 when its version is not the expected one.';
