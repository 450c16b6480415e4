-- check_ramp_steps(steps, traffic_ppm): each step of a ramp gives more traffic than the one before.

create or replace function splitplot.check_ramp_steps(steps jsonb, traffic_ppm integer)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  step_count integer := coalesce(jsonb_array_length(steps), 0);
  step record;
begin
  if step_count not between 1 and 100 then
    perform splitplot.refuse('422', 'out_of_range', 'steps', 'a ramp has from 1 to 100 steps');
  end if;
  for step in
    select s.traffic_ppm, s.hold, s.place, lag(s.traffic_ppm) over (order by s.place) as traffic_before
    from rows from (jsonb_to_recordset(steps) as (traffic_ppm integer, hold interval))
      with ordinality as s(traffic_ppm, hold, place)
    order by s.place
  loop
    if step.traffic_ppm is null then
      perform splitplot.refuse('422', 'missing_field', format('steps[%s].traffic', step.place - 1),
        'a step says how much traffic it gives');
    elsif step.traffic_ppm <= step.traffic_before or step.traffic_ppm < traffic_ppm then
      perform splitplot.refuse('422', 'not_rising', format('steps[%s].traffic', step.place - 1),
        format('step %s gives a share of %s, which is not more than %s', step.place,
               trim_scale(step.traffic_ppm / 1000000.0),
               trim_scale(coalesce(step.traffic_before, traffic_ppm) / 1000000.0)),
        'a ramp only raises traffic');
    elsif step.place < step_count and coalesce(step.hold, interval '0') <= interval '0' then
      perform splitplot.refuse('422', 'missing_field', format('steps[%s].hold', step.place - 1),
        'every step but the last says how long it is held');
    end if;
  end loop;
end
$$;

comment on function splitplot.check_ramp_steps(jsonb, integer) is
  'SP422 unless there are 1 to 100 steps, their traffic rises from at least traffic_ppm, and all but the last have a '
  'hold time.';
