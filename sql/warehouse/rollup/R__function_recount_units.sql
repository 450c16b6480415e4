-- recount_units(experiment_ids, unit_nos): makes the rollups of the pairs what the facts up to the newest batch say, and moves
-- the sums above by what that changed.
--
-- For what advances never do: facts that are gone, or stand under another name. What facts that are gone counted by the hour
-- nobody can say here, so that is left to the caller, see rollup.move_hours().

create or replace function rollup.recount_units(experiment_ids integer[], unit_nos bigint[])
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
begin
  select array_agg(p.experiment_id), array_agg(p.unit_no) into experiment_ids, unit_nos
  from unnest(experiment_ids, unit_nos) as p(experiment_id, unit_no)
  where not exists (select from rollup.sealed s where s.experiment_id = p.experiment_id);
  if experiment_ids is null then
    return;
  end if;
  with changed as materialized (
    select s.sign, m.table_name, s.content
    from rollup.mend_units(experiment_ids, unit_nos) m
    cross join lateral (values (-1, m.stored), (1, m.recomputed)) s(sign, content)
    where s.content is not null
  ),
  exposed as (
    select c.sign, e.*, (e.first_exposed_at at time zone 'UTC')::date as day
    from changed c
    cross join lateral jsonb_populate_record(null::rollup.exposed_unit, c.content) e
    where c.table_name = 'exposed_unit'
  ),
  measured as (
    select c.sign, u.*, a.analysed
    from changed c
    cross join lateral jsonb_populate_record(null::rollup.unit_metric, c.content) u
    join rollup.measured m on m.experiment_id = u.experiment_id and m.metric_id = u.metric_id
    cross join lateral (select case when m.cap is null then u.value else u.second end) a(analysed)
    where c.table_name = 'unit_metric'
  ),
  counted as (
    insert into rollup.traffic as stored (experiment_id, phase_id, variant_id, day, unit_count, multiple_count)
    select e.experiment_id, e.phase_id, e.variant_id, e.day, sum(e.sign),
      coalesce(sum(e.sign) filter (where e.saw_several_variants), 0)
    from exposed e
    group by e.experiment_id, e.phase_id, e.variant_id, e.day
    on conflict (experiment_id, phase_id, variant_id, day) do update
    set (unit_count, multiple_count) =
      (stored.unit_count + excluded.unit_count, stored.multiple_count + excluded.multiple_count)
  ),
  counted_by_hour as (
    insert into rollup.hour_traffic as stored (experiment_id, phase_id, variant_id, hour, unit_count)
    select e.experiment_id, e.phase_id, e.variant_id, date_bin('1 hour', e.first_exposed_at, 'epoch'), sum(e.sign)
    from exposed e
    group by 1, 2, 3, 4
    having sum(e.sign) <> 0
    on conflict (experiment_id, phase_id, variant_id, hour) do update
    set unit_count = stored.unit_count + excluded.unit_count
  )
  insert into rollup.moments as stored
    (experiment_id, metric_id, phase_id, variant_id, day, sum_y, sum_yy, sum_x, sum_xx, sum_xy,
     sum_z, sum_zz, sum_yz, sum_xz, sum_cubes)
  select m.experiment_id, m.metric_id, m.phase_id, m.variant_id, m.day,
    sum(m.sign * m.value), sum(m.sign * m.value * m.value),
    sum(m.sign * m.covariate), sum(m.sign * m.covariate * m.covariate), sum(m.sign * m.value * m.covariate),
    sum(m.sign * m.second), sum(m.sign * m.second * m.second),
    sum(m.sign * m.value * m.second), sum(m.sign * m.covariate * m.second),
    sum(m.sign * m.analysed * m.analysed * m.analysed)
  from measured m
  group by m.experiment_id, m.metric_id, m.phase_id, m.variant_id, m.day
  on conflict (experiment_id, metric_id, phase_id, variant_id, day) do update
  set (sum_y, sum_yy, sum_x, sum_xx, sum_xy, sum_z, sum_zz, sum_yz, sum_xz, sum_cubes) =
    (stored.sum_y + excluded.sum_y, stored.sum_yy + excluded.sum_yy, stored.sum_x + excluded.sum_x,
     stored.sum_xx + excluded.sum_xx, stored.sum_xy + excluded.sum_xy, stored.sum_z + excluded.sum_z,
     stored.sum_zz + excluded.sum_zz, stored.sum_yz + excluded.sum_yz, stored.sum_xz + excluded.sum_xz,
     stored.sum_cubes + excluded.sum_cubes);
end
$$;

comment on function rollup.recount_units(integer[], bigint[]) is
  'Computes the pairs of experiment and unit (two arrays of one length, null: none) anew from the facts, with '
  'traffic and moments, but for sealed experiments. Sums of events by the hour are left to the caller.';
