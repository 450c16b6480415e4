-- rebuild(): computes the rollups anew from all facts up to the watermark; gives the rows that differed.
-- Promise: none.
--
-- Readers see the old rollups until the commit. The numbers of units stay: they mean nothing but
-- identity.

create or replace function rollup.rebuild()
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  origin etl.batch;
  reached etl.batch;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  select b.* into origin from etl.batch b order by b.batch_id limit 1;
  select b.* into reached from etl.batch b order by b.batch_id desc limit 1;

  create temporary table stored_exposed_unit as table rollup.exposed_unit;
  create temporary table stored_unit_metric as table rollup.unit_metric;
  create temporary table stored_traffic as select * from rollup.traffic t where t.unit_count <> 0;
  create temporary table stored_moments as
    select * from rollup.moments m where (m.sum_yy, m.sum_xx, m.sum_zz) <> (0, 0, 0);
  delete from rollup.exposed_unit;
  delete from rollup.unit_metric;
  delete from rollup.traffic;
  delete from rollup.moments;
  perform rollup.take_in(origin, reached, null);

  return query
  select 'exposed_unit', to_jsonb(s), to_jsonb(r)
  from stored_exposed_unit s full join rollup.exposed_unit r using (experiment_id, unit_no)
  where s is distinct from r
  union all
  select 'unit_metric', to_jsonb(s), to_jsonb(r)
  from stored_unit_metric s full join rollup.unit_metric r using (experiment_id, unit_no, metric_id)
  where s is distinct from r
  union all
  select 'traffic', to_jsonb(s), to_jsonb(r)
  from stored_traffic s full join rollup.traffic r using (experiment_id, phase_id, variant_id, day)
  where s is distinct from r
  union all
  select 'moments', to_jsonb(s), to_jsonb(r)
  from stored_moments s full join rollup.moments r using (experiment_id, metric_id, phase_id, variant_id, day)
  where s is distinct from r;
  drop table stored_exposed_unit, stored_unit_metric, stored_traffic, stored_moments;
end
$$;

comment on function rollup.rebuild() is
  'Recomputes all rollups at the current watermark and stores the result; gives each row that differed, '
  'before and after.';

grant execute on function rollup.rebuild() to splitplot_etl;
