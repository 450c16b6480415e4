-- fact_hours(fact, seed): how many facts were received in each hour, and the sum of their prints.

create or replace function splitplot.fact_hours(fact text, seed bigint)
  returns table (hour timestamptz, fact_count bigint, print numeric)
  language sql stable
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
  select
    date_bin('1 hour', p.received_at, timestamptz '2000-01-01 00:00:00Z'), count(*),
    sum(p.print # hashtextextended(coalesce(p.unit_id, ''), seed))
  from splitplot.fact_prints(fact, seed) p
  group by 1
$$;

comment on function splitplot.fact_hours(text, bigint) is
  'Of exposures or of events, one a unit: two numbers for each hour of received_at, for comparing with the warehouse.';

grant execute on function splitplot.fact_hours(text, bigint) to splitplot_feed;
