-- advance_ramp(experiment_key, expected_version, reason): the next step now, whatever the conditions say.

create or replace function splitplot.advance_ramp(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  advancing splitplot.ramp := splitplot.lock_ramp(experiment_key, expected_version, reason);
  step_count integer := (select count(*) from splitplot.ramp_step s where s.ramp_id = advancing.ramp_id);
begin
  perform splitplot.require_running(advancing.experiment_id);
  if advancing.step = step_count then
    perform splitplot.act_on_ramp(advancing, 'finish', advancing.step, reason);
  else
    perform splitplot.act_on_ramp(advancing, 'advance', advancing.step + 1, reason);
  end if;
end
$$;

comment on function splitplot.advance_ramp(text, integer, text) is
  'Begins the next step by hand; after the last the ramp is finished. SP404, SP409 no_ramp, the experiment does not '
  'run or too little free traffic, SP412, SP422 without a reason.';

grant execute on function splitplot.advance_ramp(text, integer, text) to splitplot_api;
