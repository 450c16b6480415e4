-- planned_units(experiment): the number of units that an always-valid test is narrowest at.

create or replace function report.planned_units(experiment splitplot.experiment)
  returns float8
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce((experiment.method ->> 'planned_units')::float8, 10000)
$$;

comment on function report.planned_units(splitplot.experiment) is
  'The planned units as declared before the start; 10,000 when none were. It tunes always-valid tests, which hold '
  'whatever it is.';

grant execute on function report.planned_units(splitplot.experiment) to splitplot_analyst, splitplot_reporter;
