-- ramp_evidence_problem(evidence, step_began_at, age_max, as_of): why nothing follows from the evidence.
--
-- What the warehouse knew before a step began says nothing about the step; what is old may have been
-- overtaken since.

create or replace function splitplot.ramp_evidence_problem(
  evidence jsonb, step_began_at timestamptz, age_max interval, as_of timestamptz)
  returns text
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
declare
  data_as_of timestamptz := (evidence ->> 'data_as_of')::timestamptz;
begin
  if evidence is null or evidence ? 'problem' then
    return format('the warehouse gives no evidence: %s', coalesce(evidence ->> 'problem', 'it was not asked'));
  elsif data_as_of is null then
    return 'the warehouse has no data yet';
  elsif data_as_of < step_began_at then
    return format('the newest data of the warehouse is of %s, before this step began at %s', data_as_of, step_began_at);
  elsif as_of - data_as_of > age_max then
    return format('the newest data of the warehouse is of %s, older than %s', data_as_of, age_max);
  end if;
  return null;
end
$$;

comment on function splitplot.ramp_evidence_problem(jsonb, timestamptz, interval, timestamptz) is
  'A sentence when the evidence is missing, older than the step, or older than age_max at as_of; else null.';
