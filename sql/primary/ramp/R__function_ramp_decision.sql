-- ramp_decision(step, step_began_at, looked_at, evidence_age_max, waived, steps, evidence, as_of): what comes next.
--
-- Pure: it looks at its arguments only, so every case can be tried. Steps that came due while nobody looked
-- fold into one: their hold times are counted one after another, and the conditions of all of them must hold. A step
-- that somebody found unfinished at looked_at did not end before, so waiting for units is no reason to hurry later.

create or replace function splitplot.ramp_decision(
  step integer, step_began_at timestamptz, looked_at timestamptz, evidence_age_max interval, waived text[],
  steps jsonb, evidence jsonb, as_of timestamptz,
  out action text, out to_step integer, out why text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
declare
  looked_step jsonb;
  ends_at timestamptz := step_began_at;
begin
  action := 'wait';
  to_step := step;
  why := splitplot.ramp_evidence_problem(evidence, step_began_at, evidence_age_max, as_of);
  while why is null loop
    looked_step := steps -> (to_step - 1);
    why := splitplot.ramp_failure(looked_step, evidence, waived);
    if why is not null then
      action := looked_step ->> 'on_failure';
      why := case when to_step > step then format('step %s would not do: %s', to_step, why) else why end;
      to_step := step;
      return;
    end if;
    ends_at := ends_at + (looked_step ->> 'hold')::interval;
    if to_step = step then
      ends_at := greatest(ends_at, looked_at);
    end if;
    why := case
      when as_of < ends_at then format('step %s is held until %s', to_step, ends_at)
      else splitplot.ramp_shortage(looked_step, evidence, waived)
    end;
    if why is null and to_step = jsonb_array_length(steps) then
      why := format('step %s was the last, it was held for its time, and nothing speaks against it', to_step);
      action := 'finish';
    elsif why is null then
      to_step := to_step + 1;
    end if;
  end loop;
  if to_step > step then
    action := 'advance';
    why := case
      when to_step = step + 1 then format('step %s was held for its time, and nothing speaks against it', step)
      else format('steps %s to %s were due at once, and nothing speaks against any of them', step, to_step - 1)
    end;
  end if;
end
$$;

comment on function splitplot.ramp_decision(
  integer, timestamptz, timestamptz, interval, text[], jsonb, jsonb, timestamptz) is
  'What follows at as_of for a ramp that is at a step since step_began_at, was looked at last at looked_at (null: '
  'never yet), with steps as ramp_steps() and evidence as report.ramp_evidence() gives them. action: wait, advance (to '
  'to_step), finish, or what the step says of failures: hold, roll_back, pause; why: a sentence.';
