-- The triggers of ramps: version number, audit log, events that stay, and the last word of whoever acts by hand.

do $$
declare
  table_name text;
begin
  foreach table_name in array array['ramp', 'ramp_step', 'ramp_guardrail', 'ramp_event'] loop
    execute format(
      'create or replace trigger note_configuration_change after insert or update or delete on splitplot.%I '
      'for each statement execute function splitplot.note_configuration_change()', table_name);
    execute format(
      'create or replace trigger write_audit after insert or update or delete on splitplot.%I '
      'for each row execute function splitplot.write_audit()', table_name);
  end loop;
end
$$;

create or replace trigger guard_ramp_event before update or delete or truncate on splitplot.ramp_event
  for each statement execute function splitplot.guard_audit_log();

create or replace trigger overrule_ramp after update of valid on splitplot.phase
  for each row
  when (isempty(old.valid) and not isempty(new.valid))
  execute function splitplot.overrule_ramp();

create or replace trigger overrule_ramp after update of state on splitplot.experiment
  for each row
  when (new.state = 'stopped' and old.state <> 'stopped')
  execute function splitplot.overrule_ramp();
