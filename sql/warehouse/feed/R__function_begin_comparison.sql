-- begin_comparison(): makes the tables of this transaction into which the primary's side of a comparison is copied.
--
-- primary_day: the days that the primary keeps; of others it says nothing. primary_hour: splitplot.fact_hours() of the
-- primary. primary_print: splitplot.fact_prints() of the hours that differ.

create or replace function etl.begin_comparison()
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  create temporary table primary_day (fact text, day date) on commit drop;
  create temporary table primary_hour (fact text, hour timestamptz, fact_count bigint, print numeric) on commit drop;
  create temporary table primary_print (
    fact text, id uuid, unit_type text, unit_id text collate "C", received_at timestamptz, print bigint) on commit drop;
  create temporary table missing (fact text, id uuid, received_at timestamptz) on commit drop;
  create temporary table phantom (fact text, id uuid, received_at timestamptz) on commit drop;
end
$$;

comment on function etl.begin_comparison() is
  'Makes pg_temp.primary_day, primary_hour, primary_print, and missing and phantom for what find_differences() finds.';
