-- level(experiment): the confidence level of its intervals, 1 - alpha of its method; 0.95 without one.

create or replace function report.level(experiment splitplot.experiment)
  returns float8
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  select 1 - coalesce((experiment.method ->> 'alpha')::numeric, 0.05)
  );
end
$$;

comment on function report.level(splitplot.experiment) is 'Confidence level, 1 - alpha, as declared before the start.';

grant execute on function report.level(splitplot.experiment) to splitplot_analyst, splitplot_reporter;
