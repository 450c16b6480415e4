-- check_shared_control(): trigger function: an experiment that uses a shared control shows its control the same.
--
-- A unit of a shared control is in several experiments at once. They agree on what it sees because each agrees
-- with the shared control.

create or replace function splitplot.check_shared_control()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  shared splitplot.shared_control;
begin
  select c.* into shared
  from splitplot.experiment e
  join splitplot.shared_control c using (shared_control_id)
  join splitplot.variant v on v.variant_id = new.variant_id and v.is_control
  where e.experiment_id = new.experiment_id;
  if found and shared.parameters <> new.parameters then
    perform splitplot.refuse('422', 'other_parameters_than_shared_control', 'variants.parameters',
      format('the control has parameters %s, and the shared control %s has %s', new.parameters, shared.key,
             shared.parameters),
      'give the control the parameters of the shared control');
  end if;
  return new;
end
$$;

comment on function splitplot.check_shared_control() is
  'Refuses (SP422) a control whose parameters are not those of the experiment''s shared control.';
