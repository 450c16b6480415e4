-- ramp_steps(ramp_id): the steps of a ramp as one document, in their order.

create or replace function splitplot.ramp_steps(ramp_id integer)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(jsonb_build_object(
    'traffic_ppm', s.traffic_ppm,
    'hold', s.hold,
    'minimum_units', s.minimum_units,
    'sample_ratio', s.sample_ratio,
    'guardrails', (
      select coalesce(jsonb_agg(jsonb_build_object('metric', m.key, 'alpha', g.alpha) order by m.key), '[]')
      from splitplot.ramp_guardrail g
      join splitplot.metric m using (metric_id)
      where g.ramp_id = s.ramp_id and g.number = s.number),
    'on_failure', s.on_failure,
    'roll_back_to_ppm', s.roll_back_to_ppm) order by s.number)
  from splitplot.ramp_step s
  where s.ramp_id = ramp_steps.ramp_id
$$;

comment on function splitplot.ramp_steps(integer) is
  'Array of {traffic_ppm, hold, minimum_units, sample_ratio, guardrails [{metric, alpha}], on_failure, '
  'roll_back_to_ppm}.';

grant execute on function splitplot.ramp_steps(integer) to splitplot_api, splitplot_analyst;
