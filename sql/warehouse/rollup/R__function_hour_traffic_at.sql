-- hour_traffic_at(experiment_id, batch): exposed units by phase, variant and hour of first exposure, as known at the batch.
--
-- The newest batch is what the rollups hold; for an earlier one the same is computed from the facts.
--
-- Runs as its owner, as rollup.moments_at() does, and for the same reason.

create or replace function rollup.hour_traffic_at(experiment_id integer, batch etl.batch)
  returns setof rollup.hour_traffic
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if rollup.is_stored(hour_traffic_at.experiment_id, batch.batch_id) then
    return query
    select t.*
    from rollup.hour_traffic t
    where t.experiment_id = hour_traffic_at.experiment_id
      and t.unit_count <> 0;
  else
    return query
    select
      hour_traffic_at.experiment_id, f.phase_id, f.variant_id, date_bin('1 hour', f.first_exposed_at, 'epoch'), count(*)
    from (select b from etl.batch b where b.batch_id = batch.batch_id) known(b)
    cross join lateral rollup.first_exposures_of(hour_traffic_at.experiment_id, known.b) f
    group by 1, 2, 3, 4;
  end if;
end
$$;

comment on function rollup.hour_traffic_at(integer, etl.batch) is
  'Exposed units of an experiment by phase, variant and hour of first exposure.';

grant execute on function rollup.hour_traffic_at(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
