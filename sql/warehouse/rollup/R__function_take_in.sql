-- take_in(previous, reached, remeasured): updates all rollups for the facts between two watermarks.
--
-- remeasured are experiments with new metrics, all of whose units are measured. Statements see facts
-- that commit meanwhile, so each looks only at those up to the watermark.

create or replace function rollup.take_in(
  previous etl.batch, reached etl.batch, remeasured integer[],
  out exposure_count bigint, out event_count bigint, out unit_count bigint)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
declare
  experiment_ids integer[];
  unit_nos bigint[];
begin
  insert into rollup.unit (unit_id)
  select distinct x.unit_id
  from fact.exposures_between(previous, reached) x
  where not exists (select from rollup.unit u where u.unit_id = x.unit_id);

  select array_agg(x.experiment_id), array_agg(x.unit_no), coalesce(sum(x.exposure_count), 0)
  into experiment_ids, unit_nos, exposure_count
  from (
    select x.experiment_id, u.unit_no, count(*) as exposure_count
    from fact.exposures_between(previous, reached) x
    join rollup.unit u on u.unit_id = x.unit_id
    group by x.experiment_id, u.unit_no
  ) x;
  if exposure_count > 0 then
    select u.experiment_ids, u.unit_nos into experiment_ids, unit_nos
    from rollup.update_exposed_units(experiment_ids, unit_nos, reached) u;
  end if;

  select count(*) into event_count from fact.events_between(previous, reached);
  select array_agg(t.experiment_id), array_agg(t.unit_no), count(*)
  into experiment_ids, unit_nos, unit_count
  from (
    select * from unnest(experiment_ids, unit_nos) as exposed(experiment_id, unit_no)
    union
    select w.experiment_id, w.unit_no from rollup.units_with_events(previous, reached) w
    union
    select e.experiment_id, e.unit_no from rollup.exposed_unit e where e.experiment_id = any (remeasured)
  ) t;
  if unit_count > 0 then
    perform rollup.update_unit_metrics(experiment_ids, unit_nos, reached);
  end if;
end
$$;

comment on function rollup.take_in(etl.batch, etl.batch, integer[]) is
  'Brings exposed_unit, traffic, unit_metric and moments from one watermark to another; gives how many '
  'facts and units that took.';
