-- rebuild_place(experiment_id, unit_no, pairs): the end of the next piece of a rebuild, so many exposed units further.
--
-- Null when fewer are left: the last piece has no end, so that nothing behind the last unit is overlooked.

create or replace function rollup.rebuild_place(
  inout experiment_id integer, inout unit_no bigint, pairs integer)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select place.experiment_id, place.unit_no
  from (values (1)) one(row)
  left join lateral (
    select e.experiment_id, e.unit_no
    from rollup.exposed_unit e
    where (e.experiment_id, e.unit_no) > (rebuild_place.experiment_id, rebuild_place.unit_no)
    order by e.experiment_id, e.unit_no
    offset pairs - 1
    limit 1
  ) place on true
$$;

comment on function rollup.rebuild_place(integer, bigint, integer) is
  'The pair of experiment and exposed unit that is so many pairs behind the given one, or null when there are fewer.';

grant execute on function rollup.rebuild_place(integer, bigint, integer) to splitplot_etl;
