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
  experiment_ids integer[];
  unit_ids text[];
  unit_nos bigint[];
begin
  loop
    select array_agg(missing.experiment_id), array_agg(missing.unit_id)
    into experiment_ids, unit_ids
    from (
      select distinct x.experiment_id, x.unit_id
      from (select * from etl.batch order by batch_id desc limit 1) b
      join fact.exposure x
        on x.arrival <= case x.source when 0 then b.feed_exposure_to else b.import_exposure_to end
      where not exists (
        select from rollup.unit u
        join rollup.exposed_unit e using (unit_no)
        where u.unit_id = x.unit_id and e.experiment_id = x.experiment_id)
      limit at_a_time
    ) missing;
    exit when unit_ids is null;

    perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
    insert into rollup.unit (unit_id)
    select distinct asked.unit_id from unnest(unit_ids) asked(unit_id)
    on conflict (unit_id) do nothing;
    select array_agg(asked.experiment_id), array_agg(u.unit_no)
    into experiment_ids, unit_nos
    from unnest(experiment_ids, unit_ids) as asked(experiment_id, unit_id)
    join rollup.unit u on u.unit_id = asked.unit_id;
    return query select m.* from rollup.mend_units(experiment_ids, unit_nos) m;
  end loop;
end
$$;

comment on function rollup.rebuild_missing() is
  'Finds exposed units that the rollups do not have and adds them, but for the sums above; gives the rows that were added.';

grant execute on function rollup.rebuild_missing() to splitplot_etl;
