-- lock_ramp(experiment_key, expected_version, reason): the ramp of an experiment, locked for somebody who acts by hand.

create or replace function splitplot.lock_ramp(experiment_key text, expected_version integer, reason text)
  returns splitplot.ramp
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  ramped splitplot.experiment := splitplot.lock_experiment(experiment_key, expected_version, reason);
  found_ramp splitplot.ramp;
begin
  if coalesce(reason, '') = '' then
    perform splitplot.refuse('422', 'missing_field', 'reason', 'whoever acts on a ramp says why');
  end if;
  select r.* into found_ramp
  from splitplot.ramp r
  where r.experiment_id = ramped.experiment_id and r.state in ('running', 'holding');
  if not found then
    perform splitplot.refuse('409', 'no_ramp', null,
      format('no ramp of experiment %s is running or holding', experiment_key), 'plan one');
  end if;
  return found_ramp;
end
$$;

comment on function splitplot.lock_ramp(text, integer, text) is
  'The ramp that runs or holds, behind the lock of its experiment. SP404, SP409 no_ramp, SP412, SP422 without a '
  'reason.';
