-- document(experiment, as_of): the whole report of an experiment as JSON, with the knowledge of an instant.

create or replace function report.document(experiment text, as_of timestamptz default null)
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
begin
  return (
    select report.document_at(report.find_experiment(experiment), r.batch, r.instant, r.lines)
    from report.reported(experiment, as_of) r
  );
end
$$;

comment on function report.document(text, timestamptz) is
  'The report of an experiment as of an instant (null or the future: now): experiment, as_of, data_as_of, '
  'state (draft, no_data, running, paused, stopped, concluded), method, verdict, warnings, health, '
  'traffic, metrics. SP404 unknown_experiment.';

grant execute on function report.document(text, timestamptz) to splitplot_analyst, splitplot_reporter;
