-- decide_ramp(ramp, evidence, as_of): the decision about a ramp as it is stored.

create or replace function splitplot.decide_ramp(
  ramp splitplot.ramp, evidence jsonb, as_of timestamptz,
  out action text, out to_step integer, out why text)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select d.action, d.to_step, d.why
  from splitplot.ramp_decision(
    ramp.step, ramp.step_began_at,
    (select l.looked_at from splitplot.ramp_look l where l.ramp_id = ramp.ramp_id),
    ramp.evidence_age_max, ramp.waived, splitplot.ramp_steps(ramp.ramp_id), evidence, as_of) d
$$;

comment on function splitplot.decide_ramp(splitplot.ramp, jsonb, timestamptz) is
  'ramp_decision() with the steps and the last look of the ramp.';
