-- hours_of_exposed(experiment_ids, unit_nos, watermark): rollup.hours_of() of units with the first exposures
-- that are stored.

create or replace function rollup.hours_of_exposed(
  experiment_ids integer[], unit_nos bigint[], watermark etl.batch)
  returns setof rollup.hour_sum
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select h.*
  from (
    select
      array_agg(e.experiment_id) as experiment_ids, array_agg(e.unit_no) as unit_nos, array_agg(e.phase_id) as phase_ids,
      array_agg(e.variant_id) as variant_ids, array_agg(e.first_exposed_at) as first_exposed_ats
    from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
    join rollup.exposed_unit e on e.experiment_id = asked.experiment_id and e.unit_no = asked.unit_no
  ) x
  cross join lateral rollup.hours_of(
    x.experiment_ids, x.unit_nos, x.phase_ids, x.variant_ids, x.first_exposed_ats, watermark) h;
end
$$;

comment on function rollup.hours_of_exposed(integer[], bigint[], etl.batch) is
  'Sums by the hour over pairs of experiment and exposed unit (two arrays of one length), see rollup.hours_of().';
