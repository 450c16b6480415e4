-- find_differences(seed, hours): fills pg_temp.missing and pg_temp.phantom with the facts of the hours (in two arrays, of
-- which fact and when) that only the primary and that only the warehouse has. A fact that both have, but not alike, is in
-- both: it was sent again to a primary that had lost it.
--
-- Gives how many facts have another unit at the primary because the warehouse has forgotten it: forgetting is not undone.
-- What an import has brought is not missing, whatever the primary has under that id.

create or replace function etl.find_differences(seed bigint, facts text[], hours timestamptz[])
  returns bigint
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
declare
  renamed bigint;
begin
  truncate pg_temp.missing, pg_temp.phantom;
  analyze pg_temp.primary_print;
  drop table if exists pg_temp.compared;
  create temporary table compared on commit drop as
  select fact, id, unit_type, p.received_at as primary_at, w.received_at as warehouse_at,
    p.print is not distinct from w.print as is_alike,
    p.unit_id is not distinct from w.unit_id as is_same_unit,
    exists (select from fact.forgotten_unit f where f.unit_id = w.unit_id) as is_forgotten
  from (
    select p.*
    from unnest(facts, hours) as h(fact, hour)
    join pg_temp.primary_print p
      on p.fact = h.fact and p.received_at >= h.hour and p.received_at < h.hour + interval '1 hour'
  ) p
  full join (
    select h.fact, w.id, w.unit_type, w.unit_id, w.received_at, w.print
    from unnest(facts, hours) as h(fact, hour)
    cross join lateral etl.fact_prints(h.fact, seed) w
    where w.received_at >= h.hour and w.received_at < h.hour + interval '1 hour'
  ) w using (fact, id, unit_type)
  where p.print is distinct from w.print or p.unit_id is distinct from w.unit_id;

  select count(distinct (c.fact, c.id)) into renamed
  from pg_temp.compared c
  where c.is_alike and c.is_forgotten;
  delete from pg_temp.compared c where c.is_alike and c.is_forgotten;

  insert into pg_temp.phantom (fact, id, received_at)
  select c.fact, c.id, min(c.warehouse_at) from pg_temp.compared c where c.warehouse_at is not null group by 1, 2;
  insert into pg_temp.missing (fact, id, received_at)
  select p.fact, p.id, min(p.received_at)
  from (select distinct c.fact, c.id from pg_temp.compared c) c
  join pg_temp.primary_print p using (fact, id)
  where not exists (select from fact.exposure_id x where fact = 'exposure' and x.id = p.id and x.source = 1)
    and not exists (select from fact.event_id e where fact = 'event' and e.id = p.id and e.source = 1)
  group by 1, 2;
  return renamed;
end
$$;

comment on function etl.find_differences(bigint, text[], timestamptz[]) is
  'Compares pg_temp.primary_print with the facts of the feed, each by itself.';
