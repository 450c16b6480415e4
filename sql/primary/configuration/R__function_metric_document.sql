-- metric_document(metric): a version of a metric as JSON, in the words of those who define metrics.
--
-- Days have 24 hours in the windows of metrics, so 336 hours are written as the 14 days that they are.

create or replace function splitplot.metric_document(metric splitplot.metric)
  returns json
  language sql stable
  set search_path = pg_catalog, pg_temp
  set intervalstyle = 'iso_8601'
as $$
  select json_build_object(
    'key', metric.key,
    'version', metric.version,
    'kind', metric.kind,
    'event', metric.event,
    'aggregate', metric.aggregate,
    'denominator_event', metric.denominator_event,
    'denominator_aggregate', metric.denominator_aggregate,
    'quantile', metric.quantile,
    'steps', metric.steps,
    'net', metric.net,
    'net_within', justify_hours(metric.net_within),
    'currency', metric.currency,
    'window_start', justify_hours(metric.window_start),
    'window', justify_hours(metric.metric_window),
    'unripe', metric.unripe,
    'cap', metric.cap,
    'cap_quantile', metric.cap_quantile,
    'direction', metric.direction,
    'covariate', metric.covariate_event,
    'covariate_window', justify_hours(metric.covariate_window),
    'minimum_effect', metric.minimum_effect,
    'description', metric.description,
    'created_at', metric.created_at)
$$;

comment on function splitplot.metric_document(splitplot.metric) is
  'The definition as splitplot.apply_metrics() takes it, with version and created_at.';

grant execute on function splitplot.metric_document(splitplot.metric) to splitplot_api, splitplot_analyst;
