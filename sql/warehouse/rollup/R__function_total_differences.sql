-- total_differences(): where the sums are not what the rows of units come to.
--
-- Stable, so all of it is of one batch. Rows of nothing but zeros count as none.

create or replace function rollup.total_differences()
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
begin
  return query
  with counted as (
    select e.experiment_id, e.phase_id, e.variant_id, count(*) as unit_count,
      count(*) filter (where e.saw_several_variants) as multiple_count,
      (e.first_exposed_at at time zone 'UTC')::date as day
    from rollup.exposed_unit e
    group by e.experiment_id, e.phase_id, e.variant_id, 6
  ),
  counted_by_hour as (
    select e.experiment_id, e.phase_id, e.variant_id, date_bin('1 hour', e.first_exposed_at, 'epoch') as hour,
      count(*) as unit_count
    from rollup.exposed_unit e
    group by e.experiment_id, e.phase_id, e.variant_id, 4
  ),
  summed as (
    select u.experiment_id, u.metric_id, u.phase_id, u.variant_id,
      sum(u.value) as sum_y, sum(u.value * u.value) as sum_yy,
      sum(u.covariate) as sum_x, sum(u.covariate * u.covariate) as sum_xx, sum(u.value * u.covariate) as sum_xy,
      u.day, sum(u.second) as sum_z, sum(u.second * u.second) as sum_zz,
      sum(u.value * u.second) as sum_yz, sum(u.covariate * u.second) as sum_xz,
      sum(c.analysed * c.analysed * c.analysed) as sum_cubes
    from rollup.unit_metric u
    join rollup.measured m on m.experiment_id = u.experiment_id and m.metric_id = u.metric_id
    cross join lateral (select case when m.cap is null then u.value else u.second end) c(analysed)
    group by u.experiment_id, u.metric_id, u.phase_id, u.variant_id, u.day
  ),
  stored_traffic as (
    select t.experiment_id, t.phase_id, t.variant_id, t.unit_count, t.multiple_count, t.day
    from rollup.traffic t
    where (t.unit_count, t.multiple_count) <> (0, 0)
  ),
  stored_hour_traffic as (
    select t.experiment_id, t.phase_id, t.variant_id, t.hour, t.unit_count
    from rollup.hour_traffic t
    where t.unit_count <> 0
  ),
  stored_moments as (
    select m.experiment_id, m.metric_id, m.phase_id, m.variant_id, m.sum_y, m.sum_yy, m.sum_x, m.sum_xx, m.sum_xy,
      m.day, m.sum_z, m.sum_zz, m.sum_yz, m.sum_xz, m.sum_cubes
    from rollup.moments m
    where (m.sum_y, m.sum_yy, m.sum_x, m.sum_xx, m.sum_xy, m.sum_z, m.sum_zz, m.sum_yz, m.sum_xz, m.sum_cubes)
      <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  )
  select 'traffic', to_jsonb(s), to_jsonb(r)
  from stored_traffic s full join counted r using (experiment_id, phase_id, variant_id, day)
  where s is distinct from r
  union all
  select 'hour_traffic', to_jsonb(s), to_jsonb(r)
  from stored_hour_traffic s full join counted_by_hour r using (experiment_id, phase_id, variant_id, hour)
  where s is distinct from r
  union all
  select 'moments', to_jsonb(s), to_jsonb(r)
  from stored_moments s full join summed r using (experiment_id, metric_id, phase_id, variant_id, day)
  where s is distinct from r;
end
$$;

comment on function rollup.total_differences() is
  'Rows of rollup.traffic, rollup.hour_traffic and rollup.moments that are not the sums of rollup.exposed_unit and '
  'rollup.unit_metric, as stored and as recomputed; null where there is none.';
