-- act_on_ramp(ramp, action, to_step, reason, evidence, traffic_ppm): does something with a ramp, and writes down why.
--
-- A ramp never lowers traffic but by rolling back: where somebody gave more traffic by hand than a step wants, it
-- stays. Whoever calls it has locked the experiment, so that its ramp is theirs alone until the commit.

create or replace function splitplot.act_on_ramp(
  ramp splitplot.ramp, action text, to_step integer, reason text, evidence jsonb default null,
  traffic_ppm integer default null)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  current_phase splitplot.phase := splitplot.phase_in_force(ramp.experiment_id);
  ramped splitplot.experiment;
  wanted_traffic integer;
begin
  select e.* into strict ramped from splitplot.experiment e where e.experiment_id = ramp.experiment_id;
  update splitplot.ramp r
  set state = case
        when action in ('plan', 'advance', 'resume') then 'running'
        when action in ('hold', 'pause') then 'holding'
        when action = 'finish' then 'finished'
        when action = 'roll_back' then 'rolled_back'
        else 'cancelled'
      end,
      step = to_step,
      step_began_at = case when action in ('advance', 'resume') then instant else r.step_began_at end,
      acted_at = instant
  where r.ramp_id = ramp.ramp_id;
  insert into splitplot.ramp_event
    (ramp_id, experiment_id, occurred_at, actor, action, from_step, to_step, reason, evidence)
  values
    (ramp.ramp_id, ramp.experiment_id, instant,
     coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user),
     action, case when action <> 'plan' then ramp.step end, to_step, reason, evidence);

  select case
      when action = 'roll_back' then coalesce(act_on_ramp.traffic_ppm, s.roll_back_to_ppm)
      when action in ('plan', 'advance', 'resume') then greatest(s.traffic_ppm, current_phase.traffic_ppm)
      else current_phase.traffic_ppm
    end
  into strict wanted_traffic
  from splitplot.ramp_step s
  where s.ramp_id = ramp.ramp_id and s.number = to_step;
  if action in ('pause', 'kill') and current_phase.mode <> 'paused_control' then
    perform splitplot.pause_experiment(ramped.key, 'control', null, reason);
  elsif wanted_traffic <> current_phase.traffic_ppm then
    perform splitplot.change_experiment(
      ramped.key, jsonb_build_object('traffic_ppm', wanted_traffic), null, reason);
  else
    update splitplot.experiment e set version = version + 1 where e.experiment_id = ramp.experiment_id;
  end if;
end
$$;

comment on function splitplot.act_on_ramp(splitplot.ramp, text, integer, text, jsonb, integer) is
  'Stores the action with its event, and puts what it means for the traffic into force: in the same transaction. '
  'traffic_ppm: of roll_back, null: what the step says. SP409 as change_experiment and pause_experiment.';
