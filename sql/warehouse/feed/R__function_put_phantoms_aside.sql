-- put_phantoms_aside(feed_resume_id): takes the facts of pg_temp.phantom out of facts and rollups, and keeps them.
--
-- The ids are free again: a client that sends such a fact once more is not told apart from one that sends a new one.

create or replace function etl.put_phantoms_aside(feed_resume_id bigint)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
declare
  newest etl.batch;
  experiment_ids integer[];
  unit_nos bigint[];
  hours rollup.hour_sum[];
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  analyze pg_temp.phantom;
  select b.* into newest from etl.batch b order by b.batch_id desc limit 1;
  drop table if exists pg_temp.phantom_place;
  create temporary table phantom_place on commit drop as
  select p.fact, i.id, '' as unit_type, i.arrived_on, i.arrival
  from pg_temp.phantom p
  join fact.exposure_id i on i.id = p.id
  where p.fact = 'exposure' and i.source = 0
  union all
  select p.fact, i.id, i.unit_type, i.arrived_on, i.arrival
  from pg_temp.phantom p
  join fact.event_id i on i.id = p.id
  where p.fact = 'event' and i.source = 0;
  analyze pg_temp.phantom_place;

  select array_agg(t.experiment_id), array_agg(t.unit_no) into experiment_ids, unit_nos
  from (
    select x.experiment_id, u.unit_no
    from pg_temp.phantom_place p
    join fact.exposure x on x.source = 0 and x.arrival = p.arrival and x.arrived_on = p.arrived_on
    join rollup.unit u on u.unit_id = x.unit_id
    where p.fact = 'exposure'
    union
    select x.experiment_id, x.unit_no
    from pg_temp.phantom_place p
    join fact.event e on e.source = 0 and e.arrival = p.arrival and e.arrived_on = p.arrived_on
    join rollup.unit u on u.unit_id = e.unit_id
    join rollup.exposed_unit x on x.unit_no = u.unit_no
    where p.fact = 'event'
  ) t;
  hours := array(select h from rollup.hours_of_exposed(experiment_ids, unit_nos, newest) h);

  with removed as (
    delete from fact.exposure x
    using pg_temp.phantom_place p
    where p.fact = 'exposure' and x.source = 0 and x.arrival = p.arrival and x.arrived_on = p.arrived_on
    returning x.*
  )
  insert into etl.phantom_fact (feed_resume_id, source_table, id, content)
  select put_phantoms_aside.feed_resume_id, 'exposure', r.id, to_jsonb(r.*) from removed r;
  with removed as (
    delete from fact.event e
    using pg_temp.phantom_place p
    where p.fact = 'event' and e.source = 0 and e.arrival = p.arrival and e.arrived_on = p.arrived_on
    returning e.*
  )
  insert into etl.phantom_fact (feed_resume_id, source_table, id, content)
  select put_phantoms_aside.feed_resume_id, 'event', r.id, to_jsonb(r.*) from removed r;
  delete from fact.exposure_id i using pg_temp.phantom_place p where p.fact = 'exposure' and i.id = p.id;
  delete from fact.event_id i
  using pg_temp.phantom_place p
  where p.fact = 'event' and i.id = p.id and i.unit_type = p.unit_type;
  perform rollup.recount_units(experiment_ids, unit_nos);
  perform rollup.move_hours(
    hours, array(select h from rollup.hours_of_exposed(experiment_ids, unit_nos, newest) h));

  with removed as (
    delete from etl.refused_row r
    using pg_temp.phantom p
    where r.source_table = p.fact and (r.content ->> 'id')::uuid = p.id and r.resolved_at is null
    returning r.*
  )
  insert into etl.phantom_fact (feed_resume_id, source_table, id, content)
  select put_phantoms_aside.feed_resume_id, 'refused_row', (r.content ->> 'id')::uuid, to_jsonb(r.*) from removed r;
end
$$;

comment on function etl.put_phantoms_aside(bigint) is
  'Moves pg_temp.phantom to etl.phantom_fact and computes anew what their units come to. The feed must be halted.';
