-- experiment(experiment, as_of): what came out, a line for each metric and variant, with the knowledge
-- of an instant.

create or replace function report.experiment(experiment text, as_of timestamptz default null)
  returns setof report.line
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select l.*
  from report.reported(experiment, as_of) r
  cross join lateral unnest(r.lines) l;
end
$$;

comment on function report.experiment(text, timestamptz) is
  'The report of an experiment as of an instant (null or the future: now), see type report.line. An '
  'experiment without metrics has no lines. SP404 unknown_experiment.';

grant execute on function report.experiment(text, timestamptz) to splitplot_analyst, splitplot_reporter;
