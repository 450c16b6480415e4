-- state_at(experiment, instant): where in its life cycle an experiment was.
--
-- Pauses are not remembered: an experiment that is stopped now was running before.

create or replace function report.state_at(experiment splitplot.experiment, instant timestamptz)
  returns text
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  select case
    when experiment.started_at is null or instant < experiment.started_at then 'draft'
    when instant < experiment.stopped_at then 'running'
    else experiment.state
  end
  );
end
$$;

comment on function report.state_at(splitplot.experiment, timestamptz) is
  'draft, running, paused, stopped or concluded, by the experiment''s instants of start and stop.';

grant execute on function report.state_at(splitplot.experiment, timestamptz) to splitplot_analyst, splitplot_reporter;
