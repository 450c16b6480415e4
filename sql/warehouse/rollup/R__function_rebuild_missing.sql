-- rebuild_missing(): units that were exposed by the facts and are not in the rollups, and puts them in. Promise: none.
--
-- Some at a time, so that memory does not depend on how many there are.

create or replace function rollup.rebuild_missing(out table_name text, out stored jsonb, out recomputed jsonb)
  returns setof record
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
declare
  at_a_time constant integer := 100000;
  missing record;
  experiment_ids integer[] := '{}';
  unit_ids text[] := '{}';
begin
  for missing in
    select distinct x.experiment_id, x.unit_id
    from (select * from etl.batch order by batch_id desc limit 1) b
    join fact.exposure x
      on x.arrival <= case x.source when 0 then b.feed_exposure_to else b.import_exposure_to end
    where not exists (select from rollup.sealed s where s.experiment_id = x.experiment_id)
      and not exists (
      select from rollup.unit u
      join rollup.exposed_unit e using (unit_no)
      where u.unit_id = x.unit_id and e.experiment_id = x.experiment_id)
  loop
    experiment_ids := experiment_ids || missing.experiment_id;
    unit_ids := unit_ids || missing.unit_id;
    if cardinality(unit_ids) = at_a_time then
      return query select a.* from rollup.add_units(experiment_ids, unit_ids) a;
      experiment_ids := '{}';
      unit_ids := '{}';
    end if;
  end loop;
  return query select a.* from rollup.add_units(experiment_ids, unit_ids) a;
end
$$;

comment on function rollup.rebuild_missing() is
  'Finds exposed units that the rollups do not have and adds them, but for the sums above; gives the rows that were added.';

grant execute on function rollup.rebuild_missing() to splitplot_etl;
