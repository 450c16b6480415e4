-- check_shared_control(): trigger function: an experiment that uses a shared control shows its control the same.
--
-- A unit of a shared control is in several experiments at once. They agree on what it sees because each agrees
-- with the shared control. Whichever comes later, the use of the shared control or the parameters, is checked.

create or replace function splitplot.check_shared_control()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  other record;
begin
  select pv.parameters as given, c.parameters as shared, c.key into other
  from splitplot.experiment e
  join splitplot.shared_control c using (shared_control_id)
  join splitplot.variant v on v.experiment_id = e.experiment_id and v.is_control
  join splitplot.phase_variant pv on pv.variant_id = v.variant_id
  where e.experiment_id = new.experiment_id and pv.parameters <> c.parameters
  limit 1;
  if found then
    perform splitplot.refuse('422', 'other_parameters_than_shared_control', 'variants.parameters',
      format('the control has parameters %s, and the shared control %s has %s', other.given, other.key, other.shared),
      'give the control the parameters of the shared control');
  end if;
  return null;
end
$$;

comment on function splitplot.check_shared_control() is
  'Refuses (SP422) a control whose parameters are not those of the experiment''s shared control.';
