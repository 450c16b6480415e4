-- units_with_events(previous, reached): the exposed units that have new events which a metric is made of.
--
-- In steps, because experiments times units times names of events would be looked up otherwise.

create or replace function rollup.units_with_events(previous etl.batch, reached etl.batch)
  returns table (experiment_id integer, unit_no bigint, other boolean)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  with metric as materialized (
    select me.experiment_id, me.unit_type, me.name, me.is_additive from rollup.measured_event me
  ),
  fresh as materialized (
    select e.unit_id, e.unit_type, array_agg(e.name) as names
    from fact.events_between(previous, reached) e
    group by e.unit_id, e.unit_type
  ),
  exposed as materialized (
    select x.experiment_id, x.unit_no, f.unit_type, f.names
    from fresh f
    join rollup.unit u on u.unit_id = f.unit_id
    join rollup.exposed_unit x on x.unit_no = u.unit_no
  )
  select x.experiment_id, x.unit_no, bool_or(not m.is_additive)
  from exposed x
  join metric m
    on m.experiment_id = x.experiment_id and m.unit_type = x.unit_type and m.name = any (x.names)
  group by x.experiment_id, x.unit_no;
end
$$;

comment on function rollup.units_with_events(etl.batch, etl.batch) is
  'Pairs of experiment and unit whose values may be changed by the events between two watermarks, and whether '
  'other than additive metrics are made of these events.';
