-- rebuild_totals(): sums the rows of units anew, compares, and mends. Promise: nothing differs.
--
-- Compares without a lock. What is wrong is moved by the difference that was found and not set to the sum that was
-- computed: advances that came meanwhile have moved it, too. For that nobody else may mend at the same time.

create or replace function rollup.rebuild_totals(out table_name text, out stored jsonb, out recomputed jsonb)
  returns setof record
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  different jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rebuild'));
  select jsonb_agg(to_jsonb(d)) into different from rollup.total_differences() d;
  if different is null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));

  insert into rollup.traffic as t (experiment_id, phase_id, variant_id, day, unit_count, multiple_count)
  select k.experiment_id, k.phase_id, k.variant_id, k.day,
    coalesce(r.unit_count, 0) - coalesce(s.unit_count, 0),
    coalesce(r.multiple_count, 0) - coalesce(s.multiple_count, 0)
  from jsonb_array_elements(different) d
  cross join lateral jsonb_populate_record(null::rollup.traffic, nullif(d -> 'stored', 'null')) s
  cross join lateral jsonb_populate_record(null::rollup.traffic, nullif(d -> 'recomputed', 'null')) r
  cross join lateral jsonb_populate_record(s, nullif(d -> 'recomputed', 'null')) k
  where d ->> 'table_name' = 'traffic'
  on conflict (experiment_id, phase_id, variant_id, day) do update
  set (unit_count, multiple_count) =
    (t.unit_count + excluded.unit_count, t.multiple_count + excluded.multiple_count);

  insert into rollup.hour_traffic as t (experiment_id, phase_id, variant_id, hour, unit_count)
  select k.experiment_id, k.phase_id, k.variant_id, k.hour, coalesce(r.unit_count, 0) - coalesce(s.unit_count, 0)
  from jsonb_array_elements(different) d
  cross join lateral jsonb_populate_record(null::rollup.hour_traffic, nullif(d -> 'stored', 'null')) s
  cross join lateral jsonb_populate_record(null::rollup.hour_traffic, nullif(d -> 'recomputed', 'null')) r
  cross join lateral jsonb_populate_record(s, nullif(d -> 'recomputed', 'null')) k
  where d ->> 'table_name' = 'hour_traffic'
  on conflict (experiment_id, phase_id, variant_id, hour) do update
  set unit_count = t.unit_count + excluded.unit_count;

  insert into rollup.moments as m
    (experiment_id, metric_id, phase_id, variant_id, day, sum_y, sum_yy, sum_x, sum_xx, sum_xy,
     sum_z, sum_zz, sum_yz, sum_xz, sum_cubes)
  select k.experiment_id, k.metric_id, k.phase_id, k.variant_id, k.day,
    coalesce(r.sum_y, 0) - coalesce(s.sum_y, 0), coalesce(r.sum_yy, 0) - coalesce(s.sum_yy, 0),
    coalesce(r.sum_x, 0) - coalesce(s.sum_x, 0), coalesce(r.sum_xx, 0) - coalesce(s.sum_xx, 0),
    coalesce(r.sum_xy, 0) - coalesce(s.sum_xy, 0),
    coalesce(r.sum_z, 0) - coalesce(s.sum_z, 0), coalesce(r.sum_zz, 0) - coalesce(s.sum_zz, 0),
    coalesce(r.sum_yz, 0) - coalesce(s.sum_yz, 0), coalesce(r.sum_xz, 0) - coalesce(s.sum_xz, 0),
    coalesce(r.sum_cubes, 0) - coalesce(s.sum_cubes, 0)
  from jsonb_array_elements(different) d
  cross join lateral jsonb_populate_record(null::rollup.moments, nullif(d -> 'stored', 'null')) s
  cross join lateral jsonb_populate_record(null::rollup.moments, nullif(d -> 'recomputed', 'null')) r
  cross join lateral jsonb_populate_record(s, nullif(d -> 'recomputed', 'null')) k
  where d ->> 'table_name' = 'moments'
  on conflict (experiment_id, metric_id, phase_id, variant_id, day) do update
  set (sum_y, sum_yy, sum_x, sum_xx, sum_xy, sum_z, sum_zz, sum_yz, sum_xz, sum_cubes) =
    (m.sum_y + excluded.sum_y, m.sum_yy + excluded.sum_yy, m.sum_x + excluded.sum_x, m.sum_xx + excluded.sum_xx,
     m.sum_xy + excluded.sum_xy, m.sum_z + excluded.sum_z, m.sum_zz + excluded.sum_zz, m.sum_yz + excluded.sum_yz,
     m.sum_xz + excluded.sum_xz, m.sum_cubes + excluded.sum_cubes);

  return query
  select d ->> 'table_name', nullif(d -> 'stored', 'null'), nullif(d -> 'recomputed', 'null')
  from jsonb_array_elements(different) d;
end
$$;

comment on function rollup.rebuild_totals() is
  'Sums rollup.exposed_unit and rollup.unit_metric anew and moves rollup.traffic, rollup.hour_traffic and rollup.moments '
  'by what differs; gives each row that differed, before and after.';

grant execute on function rollup.rebuild_totals() to splitplot_etl;
