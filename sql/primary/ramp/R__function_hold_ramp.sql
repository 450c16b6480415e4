-- hold_ramp(experiment_key, expected_version, reason): a running ramp stays at its step until somebody resumes it.

create or replace function splitplot.hold_ramp(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  holding splitplot.ramp := splitplot.lock_ramp(experiment_key, expected_version, reason);
begin
  if holding.state <> 'running' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('the ramp of experiment %s is holding already', experiment_key));
  end if;
  perform splitplot.act_on_ramp(holding, 'hold', holding.step, reason);
end
$$;

comment on function splitplot.hold_ramp(text, integer, text) is
  'Holds a running ramp; its traffic stays. SP404, SP409 no_ramp or holding, SP412, SP422 without a reason.';

grant execute on function splitplot.hold_ramp(text, integer, text) to splitplot_api;
