-- hours_at(experiment_id, batch): an experiment's sums by the hour, as known at the batch.
--
-- The newest batch is what the rollups hold; for an earlier one the same is computed from the facts. Both are exact, so they
-- are equal.
--
-- Runs as its owner, as rollup.moments_at() does, and for the same reason.

create or replace function rollup.hours_at(experiment_id integer, batch etl.batch)
  returns setof rollup.hour_sum
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
begin
  if rollup.is_stored(hours_at.experiment_id, batch.batch_id) then
    return query
    select s.*
    from rollup.hour_sum s
    where s.experiment_id = hours_at.experiment_id
      and (s.event_count, s.sum_outcome, s.sum_denominator) <> (0, 0, 0);
  else
    return query
    select h.*
    from (select b from etl.batch b where b.batch_id = batch.batch_id) known(b)
    cross join lateral (
      select
        array_agg(hours_at.experiment_id) as experiment_ids, array_agg(f.unit_no) as unit_nos,
        array_agg(f.phase_id) as phase_ids, array_agg(f.variant_id) as variant_ids,
        array_agg(f.first_exposed_at) as first_exposed_ats
      from rollup.first_exposures_of(hours_at.experiment_id, known.b) f
    ) x
    cross join lateral rollup.hours_of(
      x.experiment_ids, x.unit_nos, x.phase_ids, x.variant_ids, x.first_exposed_ats, known.b, batch.batch_id) h;
  end if;
end
$$;

comment on function rollup.hours_at(integer, etl.batch) is
  'What the events of exposed units count for the metrics of an experiment by the hour, see rollup.hour_sum.';

grant execute on function rollup.hours_at(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
