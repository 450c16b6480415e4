-- add_metric(metric): stores a version of a metric.

create or replace function splitplot.add_metric(metric splitplot.metric)
  returns splitplot.metric
  language sql volatile
  set search_path = pg_catalog, pg_temp
as $$
  insert into splitplot.metric
    (key, version, kind, event, aggregate, denominator_event, denominator_aggregate, quantile, steps, net, net_within,
     currency, window_start, metric_window, unripe, cap, cap_quantile, direction, covariate_event, covariate_window,
     minimum_effect, description)
  values
    ((metric).key, coalesce((metric).version, 1), (metric).kind, (metric).event, (metric).aggregate,
     (metric).denominator_event, (metric).denominator_aggregate, (metric).quantile, (metric).steps, (metric).net,
     (metric).net_within, (metric).currency, (metric).window_start, (metric).metric_window, (metric).unripe, (metric).cap,
     (metric).cap_quantile, (metric).direction, (metric).covariate_event, (metric).covariate_window,
     (metric).minimum_effect, (metric).description)
  returning *
$$;

comment on function splitplot.add_metric(splitplot.metric) is
  'Stores the metric as it is given, by default as version 1, and gives what was stored. A constraint for each rule.';

grant execute on function splitplot.add_metric(splitplot.metric) to splitplot_api;
