-- rename_units(): gives the units of pg_temp.forgotten_name their pseudonyms in the rollups, when their facts have them.
--
-- A unit that has rows under its pseudonym already was renamed before, or some of its facts came with their new name when
-- the feed was resumed: both names are counted again.
--
-- A number stands for an id whatever the type of the unit, so the pseudonym gets a number of its own and takes the rows
-- of experiments of its type along. What was rolled up is then computed again for both, which changes nothing unless
-- facts of a new unit of the old name were rolled up already: those are counted for that unit.

create or replace function rollup.rename_units()
  returns bigint
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  experiment_ids integer[];
  unit_nos bigint[];
  reached etl.batch;
begin
  select b.* into reached from etl.batch b order by b.batch_id desc limit 1;
  drop table if exists pg_temp.renamed_unit;
  create temporary table renamed_unit on commit drop as
  select e.experiment_id, u.unit_no, n.pseudonym, null::bigint as new_unit_no
  from pg_temp.forgotten_name n
  join rollup.unit u on u.unit_id = n.name
  join rollup.exposed_unit e on e.unit_no = u.unit_no
  join splitplot.experiment x on x.experiment_id = e.experiment_id
  join splitplot.unit_type ut on ut.unit_type_id = x.unit_type_id and ut.key = n.kind;
  insert into rollup.unit (unit_id)
  select distinct r.pseudonym from pg_temp.renamed_unit r
  on conflict (unit_id) do nothing;
  update pg_temp.renamed_unit r set new_unit_no = u.unit_no from rollup.unit u where u.unit_id = r.pseudonym;
  select array_agg(p.experiment_id), array_agg(p.unit_no) into experiment_ids, unit_nos
  from pg_temp.renamed_unit r
  join rollup.exposed_unit e on e.experiment_id = r.experiment_id and e.unit_no = r.new_unit_no
  cross join lateral (values (r.experiment_id, r.unit_no), (r.experiment_id, r.new_unit_no)) p(experiment_id, unit_no);
  perform rollup.recount_units(experiment_ids, unit_nos);
  delete from pg_temp.renamed_unit r
  using rollup.exposed_unit e
  where e.experiment_id = r.experiment_id and e.unit_no = r.new_unit_no;

  update rollup.exposed_unit e
  set unit_no = r.new_unit_no
  from pg_temp.renamed_unit r
  where e.experiment_id = r.experiment_id and e.unit_no = r.unit_no;
  update rollup.unit_metric m
  set unit_no = r.new_unit_no
  from pg_temp.renamed_unit r
  where m.experiment_id = r.experiment_id and m.unit_no = r.unit_no;

  select array_agg(p.experiment_id), array_agg(p.unit_no) into experiment_ids, unit_nos
  from (
    select r.experiment_id, r.new_unit_no as unit_no from pg_temp.renamed_unit r
    union all
    select r.experiment_id, r.unit_no from pg_temp.renamed_unit r
  ) p
  where not exists (select from rollup.sealed s where s.experiment_id = p.experiment_id);
  if experiment_ids is not null then
    perform rollup.update_exposed_units(experiment_ids, unit_nos, reached);
    perform rollup.update_unit_metrics(experiment_ids, unit_nos, reached);
  end if;
  delete from rollup.unit u
  using pg_temp.forgotten_name n
  where u.unit_id = n.name and n.kind <> '$order'
    and not exists (select from rollup.exposed_unit e where e.unit_no = u.unit_no);
  return (select count(distinct r.new_unit_no) from pg_temp.renamed_unit r);
end
$$;

comment on function rollup.rename_units() is 'Gives how many units of the rollups were renamed.';
