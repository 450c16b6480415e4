-- reported(experiment, as_of): the lines of a report and what they rest on, now or as of an instant of the past.
--
-- Who reads the newest numbers has looked, and that is written down. A report of the past shows nothing new.

create or replace function report.reported(
  experiment text, as_of timestamptz, out instant timestamptz, out batch etl.batch, out lines report.line[])
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  reported constant splitplot.experiment := report.find_experiment(experiment);
  look record;
begin
  if coalesce(as_of, 'infinity') >= clock_timestamp() then
    look := report.record_look(experiment);
    instant := look.instant;
    batch := look.batch;
    lines := look.lines;
    return;
  end if;
  instant := report.instant(as_of);
  batch := report.batch_at(instant);
  select array_agg(l) into lines from report.lines(reported, batch, instant) l;
end
$$;

comment on function report.reported(text, timestamptz) is
  'Instant of knowledge, newest batch then, and lines; null or the future: now, which is recorded as a look. SP404 '
  'unknown_experiment.';

grant execute on function report.reported(text, timestamptz) to splitplot_analyst, splitplot_reporter;
