-- roll_back_ramp(experiment_key, traffic_ppm, expected_version, reason): less traffic again, and the end of the ramp.

create or replace function splitplot.roll_back_ramp(
  experiment_key text, traffic_ppm integer default null, expected_version integer default null,
  reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  rolling_back splitplot.ramp := splitplot.lock_ramp(experiment_key, expected_version, reason);
  current_phase splitplot.phase := splitplot.phase_in_force(rolling_back.experiment_id);
begin
  perform splitplot.require_running(rolling_back.experiment_id);
  if traffic_ppm not between 0 and current_phase.traffic_ppm then
    perform splitplot.refuse('422', 'out_of_range', 'traffic',
      format('rolling back lowers the traffic, which is %s', trim_scale(current_phase.traffic_ppm / 1000000.0)));
  end if;
  perform splitplot.act_on_ramp(
    rolling_back, 'roll_back', rolling_back.step, reason, traffic_ppm => roll_back_ramp.traffic_ppm);
end
$$;

comment on function splitplot.roll_back_ramp(text, integer, integer, text) is
  'Lowers the traffic to traffic_ppm, or to what the step says, and ends the ramp. Units that were exposed keep their '
  'variant. SP404, SP409 no_ramp or the experiment does not run, SP412, SP422 without a reason or for more traffic.';

grant execute on function splitplot.roll_back_ramp(text, integer, integer, text) to splitplot_api;
