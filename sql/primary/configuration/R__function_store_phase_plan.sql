-- store_phase_plan(): trigger function that compiles a phase when it opens, whoever opens it.

create or replace function splitplot.store_phase_plan()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not isempty(new.valid)
    and not exists (select from splitplot.phase_plan pp where pp.phase_id = new.phase_id)
    and exists (
      select from splitplot.experiment e where e.experiment_id = new.experiment_id and e.assignment = 'splitplot')
  then
    insert into splitplot.phase_plan
    select c.* from splitplot.compile_phases(array[new.phase_id]) c;
  end if;
  return null;
end
$$;

comment on function splitplot.store_phase_plan() is
  'Stores what compile_phases gives for a phase that has come into force. External experiments have no plan.';
