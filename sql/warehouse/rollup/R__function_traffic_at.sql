-- traffic_at(experiment_id, batch): exposed units by phase, variant and day of first exposure, as
-- known at the batch.
--
-- The newest batch is what the rollups hold, see rollup.is_stored(); for an earlier one the same is computed from the facts.
--
-- Runs as its owner, as rollup.moments_at() does, and for the same reason.

create or replace function rollup.traffic_at(experiment_id integer, batch etl.batch)
  returns table (phase_id integer, variant_id integer, unit_count bigint, multiple_count bigint, day date)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if rollup.is_stored(traffic_at.experiment_id, batch.batch_id) then
    return query
    select t.phase_id, t.variant_id, t.unit_count, t.multiple_count, t.day
    from rollup.traffic t
    where t.experiment_id = traffic_at.experiment_id
      and t.unit_count <> 0;
  else
    return query
    select
      f.phase_id, f.variant_id, count(*), count(*) filter (where f.saw_several_variants),
      (f.first_exposed_at at time zone 'UTC')::date
    from (select b from etl.batch b where b.batch_id = batch.batch_id) known
    cross join lateral rollup.first_exposures_of(traffic_at.experiment_id, known.b) f
    group by 1, 2, 5;
  end if;
end
$$;

comment on function rollup.traffic_at(integer, etl.batch) is
  'Exposed units of an experiment by phase, variant and day of first exposure, and how many of them saw other variants, '
  'too.';

grant execute on function rollup.traffic_at(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
