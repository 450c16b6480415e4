-- guard_phase_plan(): trigger function: what a phase was compiled to never changes.

create or replace function splitplot.guard_phase_plan()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform splitplot.refuse('409', 'in_force', null,
    format('the plan of phase %s has been in force and cannot change', old.phase_id), 'start another phase');
  return null;
end
$$;

comment on function splitplot.guard_phase_plan() is 'Refuses (SP409) every change of a row of phase_plan.';
