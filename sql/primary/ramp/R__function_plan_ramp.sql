-- plan_ramp(experiment_key, steps, evidence_age_max, expected_version, reason): a ramp, whose first step begins now.

create or replace function splitplot.plan_ramp(
  experiment_key text, steps jsonb, evidence_age_max interval default interval '10 minutes',
  expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  instant timestamptz := splitplot.configuration_instant();
  ramped splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  current_phase splitplot.phase := splitplot.phase_in_force(ramped.experiment_id);
  planned splitplot.ramp;
begin
  if ramped.assignment = 'external' then
    perform splitplot.refuse('409', 'assigned_elsewhere', null,
      format('experiment %s is assigned by another system, which has its traffic', experiment_key));
  end if;
  perform splitplot.require_running(ramped.experiment_id);
  if exists (
    select from splitplot.ramp r
    where r.experiment_id = ramped.experiment_id and r.state in ('running', 'holding'))
  then
    perform splitplot.refuse('409', 'ramp_exists', null,
      format('experiment %s has a ramp already', experiment_key), 'cancel it, then plan another');
  end if;
  perform splitplot.check_ramp_steps(steps, current_phase.traffic_ppm);

  insert into splitplot.ramp
    (experiment_id, step_began_at, initial_traffic_ppm, evidence_age_max, acted_at, created_at)
  values
    (ramped.experiment_id, instant, current_phase.traffic_ppm, plan_ramp.evidence_age_max, instant, instant)
  returning * into planned;
  perform splitplot.store_ramp_steps(planned, steps);
  perform splitplot.act_on_ramp(planned, 'plan', 1, coalesce(nullif(reason, ''), 'planned'));
end
$$;

comment on function splitplot.plan_ramp(text, jsonb, interval, integer, text) is
  'Plans a ramp of a running experiment and puts its first step into force. steps: array of {traffic_ppm, hold, '
  'minimum_units (default 0), sample_ratio (default 0.001, null: not tested), guardrails [{metric, alpha (default '
  '0.05)}] (default: the experiment''s), on_failure (default hold), roll_back_to_ppm (default: the traffic before)}. '
  'SP404, SP409 ramp_exists, not running, too little free traffic, SP412, SP422.';

grant execute on function splitplot.plan_ramp(text, jsonb, interval, integer, text) to splitplot_api;
