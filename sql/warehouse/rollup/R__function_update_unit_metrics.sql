-- update_unit_metrics(experiment_ids, unit_nos, watermark): measures the pairs anew and moves the sums
-- by the difference.
--
-- The old contribution of a unit to the sums is what its rows say, also when the unit has come to
-- another phase or variant since. Numeric sums are exact, so taking away what was added leaves nothing
-- behind.

create or replace function rollup.update_unit_metrics(
  experiment_ids integer[], unit_nos bigint[], watermark etl.batch)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  first_exposed_ats timestamptz[];
begin
  select array_agg(e.experiment_id), array_agg(e.unit_no), array_agg(e.first_exposed_at)
  into experiment_ids, unit_nos, first_exposed_ats
  from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
  join rollup.exposed_unit e on e.experiment_id = asked.experiment_id and e.unit_no = asked.unit_no;

  with measured as materialized (
    select v.experiment_id, v.unit_no, v.metric_id, e.phase_id, e.variant_id, v.value, v.covariate
    from rollup.unit_values(experiment_ids, unit_nos, first_exposed_ats, watermark) v
    join rollup.exposed_unit e on e.experiment_id = v.experiment_id and e.unit_no = v.unit_no
  ),
  before as materialized (
    select u.*
    from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
    join rollup.unit_metric u on u.experiment_id = asked.experiment_id and u.unit_no = asked.unit_no
  ),
  changed as materialized (
    select
      experiment_id, unit_no, metric_id,
      m.phase_id, m.variant_id, m.value, m.covariate,
      b.phase_id as old_phase_id, b.variant_id as old_variant_id, b.value as old_value, b.covariate as old_covariate
    from measured m
    full join before b using (experiment_id, unit_no, metric_id)
    where (m.phase_id, m.variant_id, m.value, m.covariate)
      is distinct from (b.phase_id, b.variant_id, b.value, b.covariate)
  ),
  stored as (
    insert into rollup.unit_metric (experiment_id, unit_no, metric_id, phase_id, variant_id, value, covariate)
    select c.experiment_id, c.unit_no, c.metric_id, c.phase_id, c.variant_id, c.value, c.covariate
    from changed c
    where c.value is not null
    on conflict (experiment_id, unit_no, metric_id) do update
    set (phase_id, variant_id, value, covariate) =
      (excluded.phase_id, excluded.variant_id, excluded.value, excluded.covariate)
  ),
  now_zero as (
    delete from rollup.unit_metric u
    using changed c
    where c.value is null
      and (u.experiment_id, u.unit_no, u.metric_id) = (c.experiment_id, c.unit_no, c.metric_id)
  ),
  difference as (
    select
      d.experiment_id, d.metric_id, d.phase_id, d.variant_id,
      sum(d.sign * d.value) as sum_y,
      sum(d.sign * d.value * d.value) as sum_yy,
      sum(d.sign * d.covariate) as sum_x,
      sum(d.sign * d.covariate * d.covariate) as sum_xx,
      sum(d.sign * d.value * d.covariate) as sum_xy
    from changed c
    cross join lateral (
      values
        (1, c.experiment_id, c.metric_id, c.phase_id, c.variant_id, c.value, c.covariate),
        (-1, c.experiment_id, c.metric_id, c.old_phase_id, c.old_variant_id, c.old_value, c.old_covariate)
    ) d(sign, experiment_id, metric_id, phase_id, variant_id, value, covariate)
    where d.value is not null
    group by d.experiment_id, d.metric_id, d.phase_id, d.variant_id
  )
  insert into rollup.moments as stored
    (experiment_id, metric_id, phase_id, variant_id, sum_y, sum_yy, sum_x, sum_xx, sum_xy)
  select d.experiment_id, d.metric_id, d.phase_id, d.variant_id, d.sum_y, d.sum_yy, d.sum_x, d.sum_xx, d.sum_xy
  from difference d
  on conflict (experiment_id, metric_id, phase_id, variant_id) do update
  set (sum_y, sum_yy, sum_x, sum_xx, sum_xy) =
    (stored.sum_y + excluded.sum_y, stored.sum_yy + excluded.sum_yy, stored.sum_x + excluded.sum_x,
     stored.sum_xx + excluded.sum_xx, stored.sum_xy + excluded.sum_xy);
end
$$;

comment on function rollup.update_unit_metrics(integer[], bigint[], etl.batch) is
  'Computes the metrics of the pairs of experiment and exposed unit (two arrays of one length) from facts '
  'and stores what changed.';
