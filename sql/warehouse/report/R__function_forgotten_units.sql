-- forgotten_units(experiment): how many exposed units of an experiment were forgotten since.
--
-- They are in every number, and cannot be recomputed by report.assignment_differences().

create or replace function report.forgotten_units(experiment text)
  returns bigint
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select count(distinct x.unit_id)
  from report.find_experiment(experiment) e
  join splitplot.unit_type ut on ut.unit_type_id = e.unit_type_id
  join fact.forgotten_unit f on f.unit_type = ut.key
  join fact.exposure x on x.experiment_id = e.experiment_id and x.unit_id = f.unit_id
$$;

comment on function report.forgotten_units(text) is
  'Exposed units that were forgotten: they are counted as before and cannot be recomputed. SP404 unknown_experiment.';

grant execute on function report.forgotten_units(text) to splitplot_analyst;
