-- hour_series(experiment, metric, from_hour, until_hour, as_of): a metric by hours, with the knowledge of an instant.

create or replace function report.hour_series(
  experiment text, metric text, from_hour timestamptz default null, until_hour timestamptz default null,
  as_of timestamptz default null)
  returns table (
    hour timestamptz, variant text, new_units bigint, units bigint, events bigint, total numeric, denominator numeric,
    rate float8)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  reported constant splitplot.experiment := report.find_experiment(experiment);
  asked_metric_id constant integer := report.metric_of(reported, hour_series.metric);
begin
  return query
  select h.hour, v.key, h.new_units, h.units, h.events, h.total, h.denominator, h.rate
  from report.batch_at(report.instant(as_of)) b
  cross join lateral report.hours(reported.experiment_id, asked_metric_id, b, from_hour, until_hour) h
  join splitplot.variant v on v.variant_id = h.variant_id
  order by h.hour, v.position;
end
$$;

comment on function report.hour_series(text, text, timestamptz, timestamptz, timestamptz) is
  'See report.hours(). SP404 unknown_experiment, unknown_metric.';

grant execute on function report.hour_series(text, text, timestamptz, timestamptz, timestamptz)
  to splitplot_analyst, splitplot_reporter;
