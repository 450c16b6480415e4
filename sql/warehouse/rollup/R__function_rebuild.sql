-- rebuild(): computes the rollups anew from all facts up to the watermark, compares, and mends; gives the rows that
-- differed. Promise: none.
--
-- All in one transaction, which ./splitplot warehouse rebuild does piece by piece. Readers see the old rollups until the
-- commit. The numbers of units stay: they mean nothing but identity.

create or replace function rollup.rebuild()
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  pairs_at_a_time constant integer := 50000;
  after record;
  until record;
begin
  return query select m.* from rollup.rebuild_missing() m;
  select 0 as experiment_id, 0::bigint as unit_no into after;
  loop
    select p.* into until from rollup.rebuild_place(after.experiment_id, after.unit_no, pairs_at_a_time) p;
    return query
    select u.*
    from rollup.rebuild_units(after.experiment_id, after.unit_no, until.experiment_id, until.unit_no) u;
    exit when until.unit_no is null;
    after := until;
  end loop;
  return query select t.* from rollup.rebuild_totals() t;
  return query
  select h.*
  from (select distinct m.experiment_id from rollup.measured m) e
  cross join lateral rollup.rebuild_hours(e.experiment_id) h;
end
$$;

comment on function rollup.rebuild() is
  'Recomputes all rollups at the current watermark and stores what differs; gives each row that differed, before and after.';

grant execute on function rollup.rebuild() to splitplot_etl;
