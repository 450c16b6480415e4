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
  experiment_ids integer[];
  unit_nos bigint[];
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  analyze pg_temp.phantom;

  with removed as (
    delete from fact.exposure x
    using pg_temp.phantom p
    where p.fact = 'exposure' and x.id = p.id and x.source = 0
    returning x.*
  ),
  kept as (
    insert into etl.phantom_fact (feed_resume_id, source_table, id, content)
    select put_phantoms_aside.feed_resume_id, 'exposure', r.id, to_jsonb(r.*) from removed r
  )
  select array_agg(t.experiment_id), array_agg(t.unit_no) into experiment_ids, unit_nos
  from (
    select distinct r.experiment_id, u.unit_no from removed r join rollup.unit u using (unit_id)
  ) t;
  perform rollup.recount_units(experiment_ids, unit_nos);

  with removed as (
    delete from fact.event e
    using pg_temp.phantom p
    where p.fact = 'event' and e.id = p.id and e.source = 0
    returning e.*
  ),
  kept as (
    insert into etl.phantom_fact (feed_resume_id, source_table, id, content)
    select put_phantoms_aside.feed_resume_id, 'event', r.id, to_jsonb(r.*) from removed r
  )
  select array_agg(t.experiment_id), array_agg(t.unit_no) into experiment_ids, unit_nos
  from (
    select distinct x.experiment_id, x.unit_no
    from removed r
    join rollup.unit u using (unit_id)
    join rollup.exposed_unit x using (unit_no)
  ) t;
  perform rollup.recount_units(experiment_ids, unit_nos);

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
