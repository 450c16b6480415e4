-- first_exposures_of(experiment_id, watermark): first_exposures() for all units of an experiment.
--
-- The units are those that the rollups know. A watermark is never ahead of the rollups, so none is missing.

create or replace function rollup.first_exposures_of(experiment_id integer, watermark etl.batch)
  returns table (
    unit_no bigint, phase_id integer, variant_id integer, first_exposed_at timestamptz, saw_several_variants boolean)
  language sql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
  select f.unit_no, f.phase_id, f.variant_id, f.first_exposed_at, f.saw_several_variants
  from (
    select array_agg(e.experiment_id) as experiment_ids, array_agg(e.unit_no) as unit_nos
    from rollup.exposed_unit e
    where e.experiment_id = first_exposures_of.experiment_id
  ) known
  cross join lateral rollup.first_exposures(known.experiment_ids, known.unit_nos, watermark) f
$$;

comment on function rollup.first_exposures_of(integer, etl.batch) is
  'The first exposure of each unit of the experiment as known at the watermark.';

grant execute on function rollup.first_exposures_of(integer, etl.batch) to splitplot_analyst;
