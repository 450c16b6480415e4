-- compare_hours(seed): the hours in which primary or warehouse have facts, and whether they are the same.
--
-- A day that the primary has dropped is no day without facts. It drops the oldest ones, but a day in use may outlive a
-- younger one; and what is younger than all its days it has not made yet.

create or replace function etl.compare_hours(seed bigint)
  returns table (fact text, hour timestamptz, primary_count bigint, warehouse_count bigint, differs boolean)
  language sql volatile
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  with here as (
    select f.fact, w.*
    from (values ('exposure'), ('event')) f(fact)
    cross join lateral (
      select
        date_bin('1 hour', p.received_at, timestamptz '2000-01-01 00:00:00Z') as hour, count(*) as fact_count,
        sum(p.print # hashtextextended(coalesce(p.unit_id, ''), seed)) as print
      from etl.fact_prints(f.fact, seed) p
      group by 1
    ) w
  )
  select fact, hour, coalesce(p.fact_count, 0), coalesce(w.fact_count, 0),
    (p.fact_count, p.print) is distinct from (w.fact_count, w.print)
  from pg_temp.primary_hour p
  full join here w using (fact, hour)
  where exists (
      select from pg_temp.primary_day d where d.fact = fact and d.day = (hour at time zone 'UTC')::date)
    or (hour at time zone 'UTC')::date > (select max(d.day) from pg_temp.primary_day d where d.fact = fact)
$$;

comment on function etl.compare_hours(bigint) is
  'Compares pg_temp.primary_hour with the facts of the feed, by hour of received_at. The seed is that of the primary''s side.';
