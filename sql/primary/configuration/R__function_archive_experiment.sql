-- archive_experiment(experiment_key, expected_version, reason): keeps an experiment for its records only.

create or replace function splitplot.archive_experiment(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  archiving splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
begin
  if archiving.state in ('running', 'paused') or archiving.archived_at is not null then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s and cannot be archived', experiment_key,
             case when archiving.archived_at is null then archiving.state else 'archived' end),
      case when archiving.archived_at is null then 'stop it first' else '' end);
  end if;
  perform splitplot.close_experiment(archiving.experiment_id);
  update splitplot.experiment
  set archived_at = splitplot.configuration_instant(), version = version + 1
  where experiment_id = archiving.experiment_id;
end
$$;

comment on function splitplot.archive_experiment(text, integer, text) is
  'Archives an experiment that does not run, and ends its launch. SP404, SP409 running, paused or archived, SP412.';

grant execute on function splitplot.archive_experiment(text, integer, text) to splitplot_api;
