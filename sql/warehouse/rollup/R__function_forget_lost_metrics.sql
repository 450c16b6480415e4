-- forget_lost_metrics(): takes out of the rollups what they measure by a definition that the configuration no longer has.
--
-- Definitions never change, but a promoted primary may have lost one and given its number to another. What is configured
-- now is measured by the next advance.

create or replace function rollup.forget_lost_metrics()
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  with lost as (
    delete from rollup.measured old
    where not exists (
      select
      from splitplot.experiment_metric em
      join splitplot.metric m using (metric_id)
      join splitplot.experiment e using (experiment_id)
      join splitplot.unit_type ut using (unit_type_id)
      where (em.experiment_id, em.metric_id) = (old.experiment_id, old.metric_id)
        and (ut.key, m.kind, m.event, m.net, m.currency, m.metric_window, m.covariate_event, m.aggregate, m.denominator_event,
             m.denominator_aggregate, m.quantile, m.steps, m.window_start, m.cap, m.cap_quantile, m.unripe,
             m.covariate_window, m.net_within)
          is not distinct from
            (old.unit_type, old.kind, old.event, old.net, old.currency, old.metric_window, old.covariate_event, old.aggregate,
             old.denominator_event, old.denominator_aggregate, old.quantile, old.steps, old.window_start, old.cap,
             old.cap_quantile, old.unripe, old.covariate_window, old.net_within))
    returning old.experiment_id, old.metric_id
  ),
  values_gone as (
    delete from rollup.unit_metric u
    using lost l
    where (u.experiment_id, u.metric_id) = (l.experiment_id, l.metric_id)
  ),
  hours_gone as (
    delete from rollup.hour_sum h
    using lost l
    where (h.experiment_id, h.metric_id) = (l.experiment_id, l.metric_id)
  )
  delete from rollup.moments s
  using lost l
  where (s.experiment_id, s.metric_id) = (l.experiment_id, l.metric_id);
end
$$;

comment on function rollup.forget_lost_metrics() is
  'Removes measured metrics that are not configured, or otherwise, with their values and sums.';
