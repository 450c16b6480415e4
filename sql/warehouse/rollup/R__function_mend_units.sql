-- mend_units(experiment_ids, unit_nos): stores what the facts say of the pairs; gives what that changed.
--
-- Looks again under the lock, as advances may have come since somebody found a difference. The sums above are left to
-- mend_totals(): they are what reports show, and come right all at once.

create or replace function rollup.mend_units(experiment_ids integer[], unit_nos bigint[])
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  return query
  with different as materialized (
    select d.* from rollup.unit_differences(experiment_ids, unit_nos) d
  ),
  unexposed as (
    delete from rollup.exposed_unit e
    using different d
    where d.table_name = 'exposed_unit' and d.recomputed is null
      and e.experiment_id = (d.stored ->> 'experiment_id')::integer and e.unit_no = (d.stored ->> 'unit_no')::bigint
  ),
  exposed as (
    insert into rollup.exposed_unit
      (experiment_id, unit_no, phase_id, variant_id, first_exposed_at, saw_several_variants)
    select r.experiment_id, r.unit_no, r.phase_id, r.variant_id, r.first_exposed_at, r.saw_several_variants
    from different d
    cross join lateral jsonb_populate_record(null::rollup.exposed_unit, d.recomputed) r
    where d.table_name = 'exposed_unit' and d.recomputed is not null
    on conflict (experiment_id, unit_no) do update
    set (phase_id, variant_id, first_exposed_at, saw_several_variants) =
      (excluded.phase_id, excluded.variant_id, excluded.first_exposed_at, excluded.saw_several_variants)
  ),
  unmeasured as (
    delete from rollup.unit_metric m
    using different d
    where d.table_name = 'unit_metric' and d.recomputed is null
      and m.experiment_id = (d.stored ->> 'experiment_id')::integer and m.unit_no = (d.stored ->> 'unit_no')::bigint
      and m.metric_id = (d.stored ->> 'metric_id')::integer
  ),
  measured as (
    insert into rollup.unit_metric
      (experiment_id, unit_no, metric_id, phase_id, variant_id, day, value, covariate, second)
    select r.experiment_id, r.unit_no, r.metric_id, r.phase_id, r.variant_id, r.day, r.value, r.covariate, r.second
    from different d
    cross join lateral jsonb_populate_record(null::rollup.unit_metric, d.recomputed) r
    where d.table_name = 'unit_metric' and d.recomputed is not null
    on conflict (experiment_id, unit_no, metric_id) do update
    set (phase_id, variant_id, day, value, covariate, second) =
      (excluded.phase_id, excluded.variant_id, excluded.day, excluded.value, excluded.covariate, excluded.second)
  )
  select d.table_name, d.stored, d.recomputed from different d;
end
$$;

comment on function rollup.mend_units(integer[], bigint[]) is
  'Stores what the facts up to the newest batch say of the pairs of experiment and unit (two arrays of one length), but for '
  'the sums above; gives each row that changed, before and after.';
