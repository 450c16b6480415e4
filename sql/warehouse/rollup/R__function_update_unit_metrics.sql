-- update_unit_metrics(experiment_ids, unit_nos, watermark): measures the pairs anew and moves the sums
-- by the difference.
--
-- The old contribution of a unit to the sums is what its rows say, also when the unit has come to
-- another phase, variant or day since. Numeric sums are exact, so taking away what was added leaves nothing
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
    select
      v.experiment_id, v.unit_no, v.metric_id, e.phase_id, e.variant_id, v.value, v.covariate, v.second,
      (e.first_exposed_at at time zone 'UTC')::date as day
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
      m.phase_id, m.variant_id, m.day, m.value, m.covariate, m.second,
      b.phase_id as old_phase_id, b.variant_id as old_variant_id, b.day as old_day, b.value as old_value,
      b.covariate as old_covariate, b.second as old_second
    from measured m
    full join before b using (experiment_id, unit_no, metric_id)
    where (m.phase_id, m.variant_id, m.day, m.value, m.covariate, m.second)
      is distinct from (b.phase_id, b.variant_id, b.day, b.value, b.covariate, b.second)
  ),
  stored as (
    insert into rollup.unit_metric
      (experiment_id, unit_no, metric_id, phase_id, variant_id, day, value, covariate, second)
    select c.experiment_id, c.unit_no, c.metric_id, c.phase_id, c.variant_id, c.day, c.value, c.covariate, c.second
    from changed c
    where c.value is not null
    on conflict (experiment_id, unit_no, metric_id) do update
    set (phase_id, variant_id, day, value, covariate, second) =
      (excluded.phase_id, excluded.variant_id, excluded.day, excluded.value, excluded.covariate, excluded.second)
  ),
  now_zero as (
    delete from rollup.unit_metric u
    using changed c
    where c.value is null
      and (u.experiment_id, u.unit_no, u.metric_id) = (c.experiment_id, c.unit_no, c.metric_id)
  ),
  difference as (
    select
      d.experiment_id, d.metric_id, d.phase_id, d.variant_id, d.day,
      sum(d.sign * d.y) as sum_y,
      sum(d.sign * d.y * d.y) as sum_yy,
      sum(d.sign * d.x) as sum_x,
      sum(d.sign * d.x * d.x) as sum_xx,
      sum(d.sign * d.x * d.y) as sum_xy,
      sum(d.sign * d.z) as sum_z,
      sum(d.sign * d.z * d.z) as sum_zz,
      sum(d.sign * d.y * d.z) as sum_yz,
      sum(d.sign * d.x * d.z) as sum_xz,
      sum(d.sign * a.analysed * a.analysed * a.analysed) as sum_cubes
    from changed c
    join rollup.measured m on m.experiment_id = c.experiment_id and m.metric_id = c.metric_id
    cross join lateral (
      values
        (1, c.experiment_id, c.metric_id, c.phase_id, c.variant_id, c.day, c.value, c.covariate, c.second),
        (-1, c.experiment_id, c.metric_id, c.old_phase_id, c.old_variant_id, c.old_day, c.old_value, c.old_covariate,
         c.old_second)
    ) d(sign, experiment_id, metric_id, phase_id, variant_id, day, y, x, z)
    cross join lateral (select case when m.cap is null then d.y else d.z end) a(analysed)
    where d.y is not null
    group by d.experiment_id, d.metric_id, d.phase_id, d.variant_id, d.day
  )
  insert into rollup.moments as stored
    (experiment_id, metric_id, phase_id, variant_id, day, sum_y, sum_yy, sum_x, sum_xx, sum_xy,
     sum_z, sum_zz, sum_yz, sum_xz, sum_cubes)
  select
    d.experiment_id, d.metric_id, d.phase_id, d.variant_id, d.day, d.sum_y, d.sum_yy, d.sum_x, d.sum_xx, d.sum_xy,
    d.sum_z, d.sum_zz, d.sum_yz, d.sum_xz, d.sum_cubes
  from difference d
  on conflict (experiment_id, metric_id, phase_id, variant_id, day) do update
  set (sum_y, sum_yy, sum_x, sum_xx, sum_xy, sum_z, sum_zz, sum_yz, sum_xz, sum_cubes) =
    (stored.sum_y + excluded.sum_y, stored.sum_yy + excluded.sum_yy, stored.sum_x + excluded.sum_x,
     stored.sum_xx + excluded.sum_xx, stored.sum_xy + excluded.sum_xy, stored.sum_z + excluded.sum_z,
     stored.sum_zz + excluded.sum_zz, stored.sum_yz + excluded.sum_yz, stored.sum_xz + excluded.sum_xz,
     stored.sum_cubes + excluded.sum_cubes);
end
$$;

comment on function rollup.update_unit_metrics(integer[], bigint[], etl.batch) is
  'Computes the metrics of the pairs of experiment and exposed unit (two arrays of one length) from facts '
  'and stores what changed.';
