-- guard_metric(): trigger function: a version of a metric stays as it is.

create or replace function splitplot.guard_metric()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform splitplot.refuse('409', 'metric_is_constant', null,
    format('%s of splitplot.metric is refused: experiments are measured by what it says', lower(tg_op)),
    'PUT /v1/metrics and splitplot.apply_metrics() add the next version');
  return null;
end
$$;

comment on function splitplot.guard_metric() is 'Refuses (SP409) update, delete and truncate of metrics.';
