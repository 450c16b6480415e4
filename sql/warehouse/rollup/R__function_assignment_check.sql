-- assignment_check(experiment_id, batch): are the newest exposures what the plan decides?
--
-- The units of the experiment's exposures among the newest 1,000 of the primary, by the order of arrival, so that it costs
-- the same whatever there is; report.assignment_differences() looks at all. Runs as its owner, as those who read reports
-- may not see units.

create or replace function rollup.assignment_check(
  experiment_id integer, batch etl.batch, out units bigint, out problems bigint)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  known constant etl.batch := (select b from etl.batch b where b.batch_id = batch.batch_id);
  checked constant splitplot.experiment := (
    select e from splitplot.experiment e
    where e.experiment_id = assignment_check.experiment_id and e.assignment = 'splitplot'
      and not exists (select from rollup.sealed s where s.experiment_id = e.experiment_id));
  unit_ids constant text[] := (
    select array_agg(distinct newest.unit_id)
    from rollup.newest_exposures(checked.experiment_id, known) newest);
begin
  units := coalesce(cardinality(unit_ids), 0);
  if units > 0 then
    select count(*) into problems from report.assignment_problems(checked, known, unit_ids);
  end if;
end
$$;

comment on function rollup.assignment_check(integer, etl.batch) is
  'How many units were looked at, and of how many the stored exposures are not what the plan decides; 0 and null of '
  'experiments that another system assigns, or that are sealed, or without new exposures.';

grant execute on function rollup.assignment_check(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
