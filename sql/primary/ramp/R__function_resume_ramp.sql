-- resume_ramp(experiment_key, waive, expected_version, reason): a ramp that holds goes on; its step begins anew.
--
-- What made it hold may still be true. Whoever has looked and decided to go on says what to overlook from now on, else
-- it would hold again at the next look.

create or replace function splitplot.resume_ramp(
  experiment_key text, waive text[] default '{}', expected_version integer default null, reason text default null)
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  resuming splitplot.ramp := splitplot.lock_ramp(experiment_key, expected_version, reason);
  unknown text;
begin
  if resuming.state <> 'holding' then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('the ramp of experiment %s is running', experiment_key));
  end if;
  perform splitplot.require_running(resuming.experiment_id);
  select w.name into unknown
  from unnest(waive) as w(name)
  where w.name <> 'sample_ratio'
    and not exists (
      select from splitplot.ramp_guardrail g
      join splitplot.metric m using (metric_id)
      where g.ramp_id = resuming.ramp_id and m.key = w.name)
  limit 1;
  if found then
    perform splitplot.refuse('422', 'unknown_guardrail', 'waive',
      format('no step of the ramp has a guardrail %s', unknown),
      'a guardrail''s metric, or sample_ratio, can be waived');
  end if;
  update splitplot.ramp r
  set waived = array(select distinct w from unnest(r.waived || waive) w order by w)
  where r.ramp_id = resuming.ramp_id;
  perform splitplot.act_on_ramp(resuming, 'resume', resuming.step, reason);
end
$$;

comment on function splitplot.resume_ramp(text, text[], integer, text) is
  'Resumes a ramp that holds: the traffic of its step is in force again, and the step is held for its whole time. '
  'waive: guardrails, or sample_ratio, that no longer count. SP404, SP409 no_ramp, running, the experiment does not '
  'run, SP412, SP422 without a reason or for an unknown guardrail.';

grant execute on function splitplot.resume_ramp(text, text[], integer, text) to splitplot_api;
