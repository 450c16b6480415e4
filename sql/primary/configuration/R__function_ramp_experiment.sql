-- ramp_experiment(experiment_key, traffic_ppm, expected_version, reason): more or less traffic, by hand.

create or replace function splitplot.ramp_experiment(
  experiment_key text, traffic_ppm integer, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  ramping splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
begin
  if ramping.state = 'draft' and ramping.archived_at is null then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is a draft; only what is in force can be ramped', experiment_key),
      'change its traffic, or start it first');
  end if;
  perform splitplot.change_experiment(
    experiment_key, jsonb_build_object('traffic_ppm', traffic_ppm), expected_version, reason);
end
$$;

comment on function splitplot.ramp_experiment(text, integer, integer, text) is
  'Begins a phase with another share of the layer, for a running experiment or a launch. SP404, SP409 not in force or '
  'too little free traffic, SP412, SP422.';

grant execute on function splitplot.ramp_experiment(text, integer, integer, text) to splitplot_api;
