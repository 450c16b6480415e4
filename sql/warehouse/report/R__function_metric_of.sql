-- metric_of(experiment, metric_key): the number of an experiment's metric, or SP404.

create or replace function report.metric_of(experiment splitplot.experiment, metric_key text)
  returns integer
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  found_id integer;
begin
  select em.metric_id into found_id
  from splitplot.experiment_metric em
  join splitplot.metric m on m.metric_id = em.metric_id
  where em.experiment_id = experiment.experiment_id and m.key = metric_key;
  if found_id is null then
    perform report.refuse('404', 'unknown_metric', 'metric',
      format('experiment %s has no metric %s', experiment.key, coalesce(metric_key, 'null')));
  end if;
  return found_id;
end
$$;

comment on function report.metric_of(splitplot.experiment, text) is
  'The metric_id of the experiment''s metric with this key; SP404 unknown_metric.';

grant execute on function report.metric_of(splitplot.experiment, text) to splitplot_analyst, splitplot_reporter;
