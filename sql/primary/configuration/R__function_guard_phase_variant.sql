-- guard_phase_variant(): trigger function that keeps weights and parameters constant within a phase.

create or replace function splitplot.guard_phase_variant()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  changed_phase integer := case when tg_op = 'INSERT' then new.phase_id else old.phase_id end;
begin
  if exists (select from splitplot.phase p where p.phase_id = changed_phase and not isempty(p.valid)) then
    perform splitplot.refuse('409', 'in_force', 'weight',
      format('phase %s has been in force: its weights and parameters cannot change', changed_phase),
      'start another phase');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;

comment on function splitplot.guard_phase_variant() is
  'Refuses (SP409) to add, change or remove variants of a phase that has been in force.';
