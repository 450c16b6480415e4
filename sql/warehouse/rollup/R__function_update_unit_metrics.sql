-- update_unit_metrics(experiment_ids, unit_nos, watermark, other_experiment_ids, other_unit_nos, since): brings values up
-- to date and moves the sums by the differences.
--
-- The first pairs are measured anew by all facts. With since, so are the metrics of the other pairs that are not additive,
-- and additive metrics of all but the first pairs get what the events since then add to them. So do the sums by the hour;
-- those of the first pairs are left to rollup.move_hours().
--
-- The old contribution of a unit to the sums is what its rows say, also when the unit has come to
-- another phase, variant or day since. Numeric sums are exact, so taking away what was added leaves nothing
-- behind.
--
-- Rows are stored by unit: what one event of a unit in several experiments touches then lies together.

create or replace function rollup.update_unit_metrics(
  experiment_ids integer[], unit_nos bigint[], watermark etl.batch,
  other_experiment_ids integer[] default null, other_unit_nos bigint[] default null, since etl.batch default null)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  -- Rows without a unit are sums by the hour; what is done with units leaves them out by itself.
  with changed as materialized (
    select c.*
    from (
      select a.*, null::timestamptz as hour, null::bigint as event_count, null::numeric as sum_outcome,
        null::numeric as sum_denominator
      from (
        select * from rollup.values_anew(experiment_ids, unit_nos, watermark) where experiment_ids is not null
        union all
        select * from rollup.values_anew(other_experiment_ids, other_unit_nos, watermark, additive => false)
        where other_experiment_ids is not null
      ) a
      union all
      select * from rollup.values_with(since, watermark, experiment_ids, unit_nos) where since.batch_id is not null
    ) c
    where (c.phase_id, c.variant_id, c.day, c.value, c.covariate, c.second)
      is distinct from (c.old_phase_id, c.old_variant_id, c.old_day, c.old_value, c.old_covariate, c.old_second)
  ),
  capped as materialized (
    select m.experiment_id, m.metric_id, m.cap from rollup.measured m
  ),
  stored as (
    insert into rollup.unit_metric
      (experiment_id, unit_no, metric_id, phase_id, variant_id, day, value, covariate, second)
    select c.experiment_id, c.unit_no, c.metric_id, c.phase_id, c.variant_id, c.day, c.value, c.covariate, c.second
    from changed c
    where c.value is not null
    order by c.unit_no, c.experiment_id, c.metric_id
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
  counted_by_hour as (
    insert into rollup.hour_sum as stored
      (experiment_id, metric_id, phase_id, variant_id, hour, event_count, sum_outcome, sum_denominator)
    select
      c.experiment_id, c.metric_id, c.phase_id, c.variant_id, c.hour, c.event_count, c.sum_outcome, c.sum_denominator
    from changed c
    where c.hour is not null
    on conflict (experiment_id, metric_id, phase_id, variant_id, hour) do update
    set (event_count, sum_outcome, sum_denominator) =
      (stored.event_count + excluded.event_count, stored.sum_outcome + excluded.sum_outcome,
       stored.sum_denominator + excluded.sum_denominator)
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
    join capped m on m.experiment_id = c.experiment_id and m.metric_id = c.metric_id
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

comment on function rollup.update_unit_metrics(integer[], bigint[], etl.batch, integer[], bigint[], etl.batch) is
  'Computes the metrics of pairs of experiment and exposed unit (arrays of one length) from facts up to the watermark and '
  'stores what changed.';
