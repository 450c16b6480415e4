-- guard_experiment(): trigger function that lets an experiment's state take only its legal steps.
--
-- It starts and stops at the configuration instant of the transaction that says so, never in the past. What
-- decides assignments is frozen when it starts: a salt that changed would move every unit.

create or replace function splitplot.guard_experiment()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then
      perform splitplot.refuse('409', 'illegal_transition', 'state',
        format('experiment %s would begin as %s', new.key, new.state), 'insert a draft, and start it');
    end if;
    return new;
  end if;
  if new.state <> old.state
    and (old.state, new.state) not in (
      ('draft', 'running'), ('running', 'paused'), ('paused', 'running'),
      ('running', 'stopped'), ('paused', 'stopped'), ('stopped', 'concluded'))
  then
    perform splitplot.refuse('409', 'illegal_transition', 'state',
      format('experiment %s is %s and cannot become %s', old.key, old.state, new.state),
      'the order is draft, running (and paused), stopped, concluded');
  end if;
  if (old.started_at is null and new.started_at <> splitplot.configuration_instant())
    or (old.stopped_at is null and new.stopped_at <> splitplot.configuration_instant())
  then
    perform splitplot.refuse('409', 'begins_at_another_instant', 'state',
      format('experiment %s can become %s only at the instant of its transaction, %s', old.key, new.state,
             splitplot.configuration_instant()),
      'use splitplot.configuration_instant()');
  end if;
  if old.state <> 'draft'
    and (new.key, new.unit_type_id, new.assignment, new.layer_id, new.salt, new.algorithm, new.method, new.started_at,
        coalesce(old.stopped_at, new.stopped_at), new.shared_control_id)
      is distinct from
      (old.key, old.unit_type_id, old.assignment, old.layer_id, old.salt, old.algorithm, old.method, old.started_at,
        new.stopped_at, old.shared_control_id)
  then
    perform splitplot.refuse('409', 'frozen_at_start', null,
      format('experiment %s has started: its key, unit type, layer, salt, algorithm and method are frozen', old.key),
      'make another experiment');
  end if;
  return new;
end
$$;

comment on function splitplot.guard_experiment() is
  'Refuses (SP409) steps of state outside the life cycle or at another instant than the transaction''s, and changes of '
  'what a start freezes.';
