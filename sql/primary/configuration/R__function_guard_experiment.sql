-- guard_experiment(): trigger function that lets an experiment's state take only its legal steps.
--
-- What decides assignments is frozen when the experiment starts: a salt that changed would move every unit.

create or replace function splitplot.guard_experiment()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if new.state <> old.state
    and (old.state, new.state) not in (
      ('draft', 'running'), ('running', 'paused'), ('paused', 'running'),
      ('running', 'stopped'), ('paused', 'stopped'), ('stopped', 'concluded'))
  then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s and cannot become %s', old.key, old.state, new.state),
      'the order is draft, running (and paused), stopped, concluded');
  end if;
  if old.state <> 'draft'
    and (new.key, new.unit_type_id, new.assignment, new.layer_id, new.salt, new.algorithm, new.method, new.started_at,
        new.shared_control_id)
      is distinct from
      (old.key, old.unit_type_id, old.assignment, old.layer_id, old.salt, old.algorithm, old.method, old.started_at,
        old.shared_control_id)
  then
    perform splitplot.refuse('409', 'frozen_at_start', null,
      format('experiment %s has started: its key, unit type, layer, salt, algorithm and method are frozen', old.key),
      'make another experiment');
  end if;
  return new;
end
$$;

comment on function splitplot.guard_experiment() is
  'Refuses (SP409) steps of state outside the life cycle and changes of what a start freezes.';
