-- cancel_ramp(experiment_key, expected_version, reason): the end of a ramp; the traffic stays as it is.

create or replace function splitplot.cancel_ramp(
  experiment_key text, expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  cancelling splitplot.ramp := splitplot.lock_ramp(experiment_key, expected_version, reason);
begin
  perform splitplot.act_on_ramp(cancelling, 'cancel', cancelling.step, reason);
end
$$;

comment on function splitplot.cancel_ramp(text, integer, text) is
  'Cancels a ramp that runs or holds. SP404, SP409 no_ramp, SP412, SP422 without a reason.';

grant execute on function splitplot.cancel_ramp(text, integer, text) to splitplot_api;
