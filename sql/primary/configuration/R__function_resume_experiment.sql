-- resume_experiment(experiment_key, expected_version, reason): a paused experiment goes on as before the pause.

create or replace function splitplot.resume_experiment(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  resuming splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  former splitplot.phase;
begin
  if resuming.state <> 'paused' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a paused one can be resumed', experiment_key, resuming.state));
  end if;
  select p.* into strict former
  from splitplot.phase p
  where p.experiment_id = resuming.experiment_id and p.mode = 'running'
  order by p.number desc
  limit 1;
  perform splitplot.open_phase(
    resuming.experiment_id, 'running', former.traffic_ppm, former.targeting, former.salt,
    splitplot.phase_variants(former.phase_id));
  update splitplot.experiment
  set state = 'running', version = version + 1
  where experiment_id = resuming.experiment_id;
end
$$;

comment on function splitplot.resume_experiment(text, integer, text) is
  'Resumes a paused experiment at the configuration instant. SP404, SP409 not paused, SP412.';

grant execute on function splitplot.resume_experiment(text, integer, text) to splitplot_api;
