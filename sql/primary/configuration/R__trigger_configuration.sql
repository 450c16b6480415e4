-- The triggers of the configuration tables: version number, audit log, life cycle, constancy.

do $$
declare
  table_name text;
begin
  foreach table_name in array array[
    'unit_type', 'domain', 'layer', 'layer_parameter', 'metric', 'experiment', 'variant', 'phase',
    'phase_variant', 'allocation', 'experiment_metric']
  loop
    execute format(
      'create or replace trigger note_configuration_change after insert or update or delete on splitplot.%I '
      'for each statement execute function splitplot.note_configuration_change()', table_name);
    execute format(
      'create or replace trigger write_audit after insert or update or delete on splitplot.%I '
      'for each row execute function splitplot.write_audit()', table_name);
  end loop;
end
$$;

create or replace trigger write_audit after insert or update or delete on splitplot.api_key
  for each row execute function splitplot.write_audit();

create or replace trigger guard_experiment before update on splitplot.experiment
  for each row execute function splitplot.guard_experiment();

create or replace trigger guard_temporal before update or delete on splitplot.phase
  for each row execute function splitplot.guard_temporal();

create or replace trigger guard_temporal before update or delete on splitplot.allocation
  for each row execute function splitplot.guard_temporal();

create or replace trigger guard_phase_variant before insert or update or delete on splitplot.phase_variant
  for each row execute function splitplot.guard_phase_variant();

create or replace trigger check_layer_parameters before insert or update on splitplot.phase_variant
  for each row execute function splitplot.check_layer_parameters();

-- A constraint trigger cannot be replaced.
drop trigger if exists check_phase_variants on splitplot.phase_variant;
create constraint trigger check_phase_variants
  after insert or update or delete on splitplot.phase_variant
  deferrable initially deferred
  for each row execute function splitplot.check_phase_variants();

drop trigger if exists check_phase_variants on splitplot.phase;
create constraint trigger check_phase_variants
  after insert on splitplot.phase
  deferrable initially deferred
  for each row execute function splitplot.check_phase_variants();
