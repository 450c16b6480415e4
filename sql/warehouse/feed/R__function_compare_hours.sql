-- compare_hours(seed): the hours in which primary or warehouse have facts, and whether they are the same.
--
-- A day that the primary has dropped is no day without facts. It drops the oldest ones, but a day in use may outlive a
-- younger one; and what is younger than all its days it has not made yet. What was received before the end of the last day
-- that the warehouse has dropped it takes in no more, so it is not compared.

create or replace function etl.compare_hours(seed bigint)
  returns table (fact text, hour timestamptz, primary_count bigint, warehouse_count bigint, differs boolean)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
#variable_conflict use_column
begin
  return query
  with here as (
    select f.fact, w.*
    from (values ('exposure'), ('event')) f(fact)
    cross join lateral (
      select
        date_bin('1 hour', p.received_at, timestamptz '2000-01-01 00:00:00Z') as hour, count(*) as fact_count,
        sum(p.print # hashtextextended(coalesce(p.unit_id, ''), compare_hours.seed)) as print
      from etl.fact_prints(f.fact, compare_hours.seed) p
      group by 1
    ) w
  ),
  both_sides as (
    select fact, hour, (hour at time zone 'UTC')::date as day,
      coalesce(p.fact_count, 0) as primary_count, coalesce(w.fact_count, 0) as warehouse_count,
      (p.fact_count, p.print) is distinct from (w.fact_count, w.print) as differs
    from pg_temp.primary_hour p
    full join here w using (fact, hour)
  )
  select b.fact, b.hour, b.primary_count, b.warehouse_count, b.differs
  from both_sides b
  where b.hour >= (select s.taken_from from fact.setting s)
    and (exists (select from pg_temp.primary_day d where d.fact = b.fact and d.day = b.day)
      or b.day > (select max(d.day) from pg_temp.primary_day d where d.fact = b.fact));
end
$$;

comment on function etl.compare_hours(bigint) is
  'Compares pg_temp.primary_hour with the facts of the feed, by hour of received_at. The seed is that of the primary''s side.';
