-- ramps_due(): the ramps that somebody must look at: all that run, because harm does not wait for a hold time to end.

create or replace function splitplot.ramps_due(out experiment text, out guardrails text[])
  returns setof record
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select e.key, array(
    select distinct m.key
    from splitplot.ramp_guardrail g
    join splitplot.metric m using (metric_id)
    where g.ramp_id = r.ramp_id
    order by m.key)
  from splitplot.ramp r
  join splitplot.experiment e using (experiment_id)
  where r.state = 'running' and e.state = 'running'
  order by r.ramp_id
$$;

comment on function splitplot.ramps_due() is
  'Experiments with a running ramp, and the metrics that its steps have as guardrails.';

grant execute on function splitplot.ramps_due() to splitplot_api;
