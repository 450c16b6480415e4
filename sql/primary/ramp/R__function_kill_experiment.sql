-- kill_experiment(experiment_key, expected_version, reason): everybody sees the control, and nothing goes on by itself.

create or replace function splitplot.kill_experiment(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  killing splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  current_phase splitplot.phase := splitplot.phase_in_force(killing.experiment_id);
  killed_ramp splitplot.ramp;
begin
  if coalesce(reason, '') = '' then
    perform splitplot.refuse('422', 'missing_field', 'reason', 'whoever kills an experiment says why');
  elsif killing.state not in ('running', 'paused') then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; only a running or paused one can be killed', experiment_key, killing.state));
  end if;
  select r.* into killed_ramp
  from splitplot.ramp r
  where r.experiment_id = killing.experiment_id and r.state in ('running', 'holding');
  if found then
    perform splitplot.act_on_ramp(killed_ramp, 'kill', killed_ramp.step, reason);
  elsif current_phase.mode <> 'paused_control' then
    perform splitplot.pause_experiment(experiment_key, 'control', null, reason);
  end if;
end
$$;

comment on function splitplot.kill_experiment(text, integer, text) is
  'The kill switch: pauses an experiment so that all its units see the control, and cancels its ramp. Done already: '
  'changes nothing. SP404, SP409 not running or paused, SP412, SP422 without a reason.';

grant execute on function splitplot.kill_experiment(text, integer, text) to splitplot_api;
