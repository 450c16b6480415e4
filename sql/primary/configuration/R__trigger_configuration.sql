-- The triggers of the configuration tables: version number, audit log, life cycle, constancy.

do $$
declare
  table_name text;
begin
  foreach table_name in array array[
    'unit_type', 'domain', 'layer', 'layer_parameter', 'metric', 'experiment', 'variant', 'phase',
    'phase_variant', 'allocation', 'experiment_metric', 'shared_control', 'holdout', 'forced_variant', 'conclusion',
    'segment', 'segment_condition', 'attribute']
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

create or replace trigger guard_experiment before insert or update on splitplot.experiment
  for each row execute function splitplot.guard_experiment();

create or replace trigger guard_temporal before insert or update or delete on splitplot.phase
  for each row execute function splitplot.guard_temporal();

create or replace trigger guard_temporal before insert or update or delete on splitplot.allocation
  for each row execute function splitplot.guard_temporal();

create or replace trigger guard_temporal before insert or update or delete on splitplot.forced_variant
  for each row execute function splitplot.guard_temporal();

create or replace trigger guard_temporal before insert or update or delete on splitplot.segment_condition
  for each row execute function splitplot.guard_temporal();

create or replace trigger guard_released_buckets before update on splitplot.allocation
  for each row
  when (old.domain_id is not null or old.shared_control_id is not null)
  execute function splitplot.guard_released_buckets();

create or replace trigger guard_constant before update on splitplot.layer
  for each row execute function splitplot.guard_constant('layer_id', 'domain_id', 'unit_type_id', 'key');

create or replace trigger guard_layer_salt before update of salt on splitplot.layer
  for each row
  when (new.salt <> old.salt)
  execute function splitplot.guard_layer_salt();

create or replace trigger guard_constant before update on splitplot.domain
  for each row execute function splitplot.guard_constant('domain_id', 'parent_layer_id', 'unit_type_id', 'key');

create or replace trigger check_domain after insert on splitplot.domain
  for each row execute function splitplot.check_domain();

create or replace trigger guard_constant before update on splitplot.shared_control
  for each row execute function splitplot.guard_constant('shared_control_id', 'layer_id', 'parameters');

create or replace trigger guard_constant before update on splitplot.variant
  for each row execute function splitplot.guard_constant('variant_id', 'experiment_id', 'key', 'position', 'is_control');

create or replace trigger guard_constant before update on splitplot.conclusion
  for each row execute function splitplot.guard_constant(
    'experiment_id', 'decision', 'variant_id', 'reason', 'decided_at');

create or replace trigger guard_constant before update on splitplot.identity_link
  for each row execute function splitplot.guard_constant('unit_type_id', 'unit_id', 'root_id', 'linked_at');

create or replace trigger store_phase_plan after insert or update on splitplot.phase
  for each row execute function splitplot.store_phase_plan();

create or replace trigger guard_phase_plan before update or delete on splitplot.phase_plan
  for each row execute function splitplot.guard_phase_plan();

create or replace trigger guard_metric before update or delete or truncate on splitplot.metric
  for each statement execute function splitplot.guard_metric();

create or replace trigger guard_audit_log before update or delete or truncate on splitplot.audit_log
  for each statement execute function splitplot.guard_audit_log();

create or replace trigger check_parameter_owner before insert or update on splitplot.layer_parameter
  for each row execute function splitplot.check_parameter_owner();

create or replace trigger check_shared_control after insert or update on splitplot.phase_variant
  for each row execute function splitplot.check_shared_control();

create or replace trigger check_shared_control after update of shared_control_id on splitplot.experiment
  for each row execute function splitplot.check_shared_control();

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
