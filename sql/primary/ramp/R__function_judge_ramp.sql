-- judge_ramp(experiment_key, evidence, as_of): one look at a ramp: decides by the evidence, and does it.
--
-- Most looks change nothing, and take no lock. Before it acts it locks the experiment and decides again, so of
-- any number of servers that look at once the first acts, and for the others the step is another one by then.

create or replace function splitplot.judge_ramp(
  experiment_key text, evidence jsonb, as_of timestamptz default clock_timestamp(),
  out action text, out to_step integer, out why text)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  judged splitplot.ramp;
begin
  for attempt in 1 .. 2 loop
    select r.* into judged
    from splitplot.ramp r
    join splitplot.experiment e using (experiment_id)
    where e.key = experiment_key and r.state = 'running' and e.state = 'running';
    if not found then
      action := 'none';
      why := format('experiment %s has no running ramp', experiment_key);
      return;
    end if;
    select d.* into action, to_step, why from splitplot.decide_ramp(judged, evidence, as_of) d;
    exit when action = 'wait' or attempt = 2;
    perform splitplot.lock_experiment(experiment_key, null, why);
  end loop;

  if action <> 'wait' then
    begin
      perform splitplot.act_on_ramp(judged, action, to_step, why, evidence);
    exception
      when sqlstate 'SP409' then -- what the layer has left is too little, for example
        why := format('step %s cannot begin: %s', to_step, sqlerrm);
        action := 'hold';
        to_step := judged.step;
        perform splitplot.act_on_ramp(judged, action, to_step, why, evidence);
    end;
  end if;
  insert into splitplot.ramp_look (ramp_id, looked_at, step, action, why, evidence)
  values (judged.ramp_id, as_of, to_step, action, why, coalesce(evidence, '{}'))
  on conflict (ramp_id) do update
  set looked_at = excluded.looked_at, step = excluded.step, action = excluded.action, why = excluded.why,
      evidence = excluded.evidence;
end
$$;

comment on function splitplot.judge_ramp(text, jsonb, timestamptz) is
  'What was done about the running ramp of the experiment (see ramp_decision; none: it has none that runs) by the '
  'evidence that report.ramp_evidence() gave, or {"problem": why there is none}.';

grant execute on function splitplot.judge_ramp(text, jsonb, timestamptz) to splitplot_api;
