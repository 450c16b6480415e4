-- require_running(experiment_id): a ramp goes on only with an experiment that runs.

create or replace function splitplot.require_running(experiment_id integer)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  ramped splitplot.experiment;
begin
  select e.* into strict ramped from splitplot.experiment e where e.experiment_id = require_running.experiment_id;
  if ramped.state <> 'running' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s; its ramp goes on when it runs', ramped.key, ramped.state),
      'resume the experiment first');
  end if;
end
$$;

comment on function splitplot.require_running(integer) is 'SP409 illegal_transition when the experiment does not run.';
