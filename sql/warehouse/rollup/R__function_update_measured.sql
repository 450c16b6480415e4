-- update_measured(newest_batch_id): adds the metrics that experiments have got; gives those experiments.
--
-- Configuration may arrive after the facts that it is about (in the initial copy of a subscription, in any order),
-- so a pair is measured once all that is needed for it is here, and then for all facts. Nothing is taken away again:
-- a pair whose configuration is gone is not reported, and is still there when it comes back. A sealed experiment gets no
-- metric any more, as its facts are gone.

create or replace function rollup.update_measured(newest_batch_id bigint)
  returns integer[]
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  experiment_ids integer[];
begin
  with added as (
    insert into rollup.measured
      (experiment_id, metric_id, unit_type, kind, event, net, currency, metric_window, covariate_event, aggregate,
       denominator_event, denominator_aggregate, quantile, steps, window_start, cap, cap_quantile, unripe,
       covariate_window, net_within, after_batch_id)
    select
      em.experiment_id, em.metric_id, ut.key, m.kind, m.event, m.net, m.currency, m.metric_window, m.covariate_event,
      m.aggregate, m.denominator_event, m.denominator_aggregate, m.quantile, m.steps, m.window_start, m.cap,
      m.cap_quantile, m.unripe, m.covariate_window, m.net_within, newest_batch_id
    from splitplot.experiment_metric em
    join splitplot.metric m using (metric_id)
    join splitplot.experiment e using (experiment_id)
    join splitplot.unit_type ut using (unit_type_id)
    where not exists (
      select from rollup.measured old where old.experiment_id = em.experiment_id and old.metric_id = em.metric_id)
      and not exists (select from rollup.sealed s where s.experiment_id = em.experiment_id)
    returning experiment_id
  )
  select array_agg(distinct a.experiment_id) into experiment_ids from added a;
  return experiment_ids;
end
$$;

comment on function rollup.update_measured(bigint) is
  'Adds pairs of experiment and metric as configured, to be contained in the batches after the given one; gives the '
  'experiments of the added pairs, or null.';
