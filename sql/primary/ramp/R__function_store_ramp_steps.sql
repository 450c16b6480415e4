-- store_ramp_steps(ramp, steps): the steps of a new ramp, with what was left open filled in.

create or replace function splitplot.store_ramp_steps(ramp splitplot.ramp, steps jsonb)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  unknown record;
begin
  insert into splitplot.ramp_step
    (ramp_id, experiment_id, number, traffic_ppm, hold, minimum_units, sample_ratio, on_failure, roll_back_to_ppm)
  select
    ramp.ramp_id, ramp.experiment_id, s.place, (s.step ->> 'traffic_ppm')::integer,
    coalesce((s.step ->> 'hold')::interval, interval '0'),
    coalesce((s.step ->> 'minimum_units')::bigint, 0),
    case when s.step ? 'sample_ratio' then (s.step ->> 'sample_ratio')::float8 else 0.001 end,
    coalesce(s.step ->> 'on_failure', 'hold'),
    coalesce(
      (s.step ->> 'roll_back_to_ppm')::integer,
      lag((s.step ->> 'traffic_ppm')::integer) over (order by s.place),
      -- A first step that begins at the traffic there is has nothing lower but nothing.
      case when (s.step ->> 'traffic_ppm')::integer > ramp.initial_traffic_ppm then ramp.initial_traffic_ppm else 0 end)
  from jsonb_array_elements(steps) with ordinality as s(step, place);

  insert into splitplot.ramp_guardrail (ramp_id, number, experiment_id, metric_id, alpha)
  select ramp.ramp_id, s.place, ramp.experiment_id, em.metric_id, coalesce(g.alpha, 0.05)
  from jsonb_array_elements(steps) with ordinality as s(step, place)
  cross join splitplot.experiment_metric em
  join splitplot.metric m using (metric_id)
  left join lateral (
    select w.metric, w.alpha
    from jsonb_to_recordset(s.step -> 'guardrails') as w(metric text, alpha float8)
    where w.metric = m.key
  ) g on true
  where em.experiment_id = ramp.experiment_id
    and case when s.step ? 'guardrails' then g.metric is not null else em.role = 'guardrail' end;

  select s.place - 1 as step, w.metric into unknown
  from jsonb_array_elements(steps) with ordinality as s(step, place)
  cross join lateral jsonb_to_recordset(s.step -> 'guardrails') as w(metric text)
  where not exists (
    select from splitplot.experiment_metric em
    join splitplot.metric m using (metric_id)
    where em.experiment_id = ramp.experiment_id and m.key = w.metric)
  limit 1;
  if found then
    perform splitplot.refuse('422', 'unknown_metric', format('steps[%s].guardrails', unknown.step),
      format('the experiment has no metric %s', unknown.metric),
      'only what the experiment measures can guard it');
  end if;
end
$$;

comment on function splitplot.store_ramp_steps(splitplot.ramp, jsonb) is
  'Stores the steps and their guardrails, see plan_ramp. SP422 unknown_metric for what the experiment does not '
  'measure.';
