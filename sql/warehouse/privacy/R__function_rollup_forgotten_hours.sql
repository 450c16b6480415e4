-- forgotten_hours(): what the units of pg_temp.forgotten_name count by the hour, under their names and their pseudonyms.
--
-- Asked before their facts are renamed and again afterwards. Both come to the same, unless facts of a new unit of the old name
-- were rolled up already: those counted by the first exposure of who is forgotten.

create or replace function rollup.forgotten_hours()
  returns rollup.hour_sum[]
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
begin
  return array(
    select h
    from (
      select array_agg(e.experiment_id) as experiment_ids, array_agg(e.unit_no) as unit_nos
      from pg_temp.forgotten_name n
      join rollup.unit u on u.unit_id in (n.name, n.pseudonym)
      join rollup.exposed_unit e on e.unit_no = u.unit_no
      join splitplot.experiment x on x.experiment_id = e.experiment_id
      join splitplot.unit_type ut on ut.unit_type_id = x.unit_type_id and ut.key = n.kind
    ) p
    cross join (select b from etl.batch b order by b.batch_id desc limit 1) newest(b)
    cross join lateral rollup.hours_of_exposed(p.experiment_ids, p.unit_nos, newest.b) h);
end
$$;

comment on function rollup.forgotten_hours() is
  'Sums by the hour, as in rollup.hour_sum, of the exposed units that are being forgotten.';
