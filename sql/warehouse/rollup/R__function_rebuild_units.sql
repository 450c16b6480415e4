-- rebuild_units(after, until): computes the pairs of experiment and unit between two places anew from the facts, compares,
-- and mends. Promise: nothing differs.
--
-- Sealed experiments are left out, as their facts are gone.
--
-- Compares without a lock and writes only what differs, so advances go on and nothing bloats. With memory for the events of
-- a piece, which would be sorted on disk else.

create or replace function rollup.rebuild_units(
  after_experiment_id integer, after_unit_no bigint, until_experiment_id integer, until_unit_no bigint)
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
  set work_mem = '128MB'
as $$
declare
  last_experiment_id constant integer := coalesce(until_experiment_id, 2147483647);
  last_unit_no constant bigint := coalesce(until_unit_no, 9223372036854775807);
  experiment_ids integer[];
  unit_nos bigint[];
begin
  -- One statement, so that the pairs and what is stored of them are seen together.
  select
    array_agg((coalesce(d.stored, d.recomputed) ->> 'experiment_id')::integer),
    array_agg((coalesce(d.stored, d.recomputed) ->> 'unit_no')::bigint)
  into experiment_ids, unit_nos
  from (
    select array_agg(p.experiment_id) as experiment_ids, array_agg(p.unit_no) as unit_nos
    from (
      select e.experiment_id, e.unit_no
      from rollup.exposed_unit e
      where (e.experiment_id, e.unit_no) > (after_experiment_id, after_unit_no)
        and (e.experiment_id, e.unit_no) <= (last_experiment_id, last_unit_no)
      union
      select m.experiment_id, m.unit_no
      from rollup.unit_metric m
      where (m.experiment_id, m.unit_no) > (after_experiment_id, after_unit_no)
        and (m.experiment_id, m.unit_no) <= (last_experiment_id, last_unit_no)
    ) p
    where not exists (select from rollup.sealed s where s.experiment_id = p.experiment_id)
  ) piece
  cross join lateral rollup.unit_differences(piece.experiment_ids, piece.unit_nos) d;
  if experiment_ids is not null then
    return query
    select m.*
    from (
      select array_agg(p.experiment_id) as experiment_ids, array_agg(p.unit_no) as unit_nos
      from (select distinct * from unnest(experiment_ids, unit_nos) as a(experiment_id, unit_no)) p
    ) wrong
    cross join lateral rollup.mend_units(wrong.experiment_ids, wrong.unit_nos) m;
  end if;
end
$$;

comment on function rollup.rebuild_units(integer, bigint, integer, bigint) is
  'Recomputes the exposed units behind the first pair up to the second one (to the end when that is null) and their values, '
  'and stores what differs, but for the sums above; gives each row that differed, before and after.';

grant execute on function rollup.rebuild_units(integer, bigint, integer, bigint) to splitplot_etl;
