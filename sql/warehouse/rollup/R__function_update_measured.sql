-- update_measured(): makes rollup.measured follow the configuration; gives the experiments that got a
-- metric.
--
-- Configuration may arrive after the facts that it is about (in the initial copy of a subscription, in
-- any order), so a pair is measured once all that is needed for it is here, and then for all facts.

create or replace function rollup.update_measured()
  returns integer[]
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  experiment_ids integer[];
begin
  delete from rollup.measured m
  where not exists (
    select from splitplot.experiment_metric em
    where em.experiment_id = m.experiment_id and em.metric_id = m.metric_id);
  if found then
    delete from rollup.unit_metric u
    where not exists (
      select from rollup.measured m where m.experiment_id = u.experiment_id and m.metric_id = u.metric_id);
    delete from rollup.moments o
    where not exists (
      select from rollup.measured m where m.experiment_id = o.experiment_id and m.metric_id = o.metric_id);
  end if;
  with added as (
    insert into rollup.measured (experiment_id, metric_id)
    select em.experiment_id, em.metric_id
    from splitplot.experiment_metric em
    join splitplot.metric m using (metric_id)
    join splitplot.experiment e using (experiment_id)
    join splitplot.unit_type ut using (unit_type_id)
    where not exists (
      select from rollup.measured old where old.experiment_id = em.experiment_id and old.metric_id = em.metric_id)
    returning experiment_id
  )
  select array_agg(distinct a.experiment_id) into experiment_ids from added a;
  return experiment_ids;
end
$$;

comment on function rollup.update_measured() is
  'Adds and removes pairs of experiment and metric as configured; gives the experiments with added ones, '
  'or null.';
