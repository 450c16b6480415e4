-- time_series(experiment, metric, as_of): a metric by days of first exposure, with the knowledge of an instant.

create or replace function report.time_series(experiment text, metric text, as_of timestamptz default null)
  returns table (
    day date, variant text, new_units bigint, units bigint, difference float8, standard_error float8,
    interval_low float8, interval_high float8, day_difference float8, day_standard_error float8)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  reported constant splitplot.experiment := report.find_experiment(experiment);
  asked_metric_id constant integer := report.metric_of(reported, time_series.metric);
begin
  return query
  select
    s.day, v.key, s.new_units, s.units, s.difference, s.standard_error, s.interval_low, s.interval_high,
    s.day_difference, s.day_standard_error
  from report.batch_at(report.instant(as_of)) b
  cross join lateral report.series(reported, asked_metric_id, b) s
  join splitplot.variant v on v.variant_id = s.variant_id
  order by s.day, v.position;
end
$$;

comment on function report.time_series(text, text, timestamptz) is
  'See report.series(). SP404 unknown_experiment, unknown_metric.';

grant execute on function report.time_series(text, text, timestamptz) to splitplot_analyst, splitplot_reporter;
