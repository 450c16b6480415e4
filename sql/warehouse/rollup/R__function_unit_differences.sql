-- unit_differences(experiment_ids, unit_nos): where the rollups of the pairs are not what the facts say.
--
-- Stable, so all of it sees what the calling statement does: the newest batch, the rollups that it made, and the facts up
-- to it. Advances go on meanwhile.

create or replace function rollup.unit_differences(experiment_ids integer[], unit_nos bigint[])
  returns table (table_name text, stored jsonb, recomputed jsonb)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
as $$
begin
  return query
  with watermark as materialized (
    select b from etl.batch b order by b.batch_id desc limit 1
  ),
  known as materialized (
    select f.*
    from watermark w
    cross join lateral rollup.first_exposures(experiment_ids, unit_nos, w.b) f
  ),
  asked as materialized (
    select a.* from unnest(experiment_ids, unit_nos) as a(experiment_id, unit_no)
  ),
  exposed as materialized (
    select array_agg(k.experiment_id) as experiment_ids, array_agg(k.unit_no) as unit_nos,
      array_agg(k.first_exposed_at) as first_exposed_ats
    from known k
  ),
  measured as (
    select v.experiment_id, v.unit_no, v.metric_id, k.phase_id, k.variant_id, v.value, v.covariate,
      (k.first_exposed_at at time zone 'UTC')::date as day, v.second
    from exposed x
    cross join watermark w
    cross join lateral rollup.unit_values(x.experiment_ids, x.unit_nos, x.first_exposed_ats, w.b) v
    join known k on k.experiment_id = v.experiment_id and k.unit_no = v.unit_no
  ),
  stored_exposed as (
    select e.experiment_id, e.unit_no, e.phase_id, e.variant_id, e.first_exposed_at, e.saw_several_variants
    from asked a
    join rollup.exposed_unit e on e.experiment_id = a.experiment_id and e.unit_no = a.unit_no
  ),
  stored_metric as (
    select m.experiment_id, m.unit_no, m.metric_id, m.phase_id, m.variant_id, m.value, m.covariate, m.day, m.second
    from asked a
    join rollup.unit_metric m on m.experiment_id = a.experiment_id and m.unit_no = a.unit_no
  )
  select 'exposed_unit', to_jsonb(s), to_jsonb(r)
  from stored_exposed s full join known r using (experiment_id, unit_no)
  where s is distinct from r
  union all
  select 'unit_metric', to_jsonb(s), to_jsonb(r)
  from stored_metric s full join measured r using (experiment_id, unit_no, metric_id)
  where s is distinct from r;
end
$$;

comment on function rollup.unit_differences(integer[], bigint[]) is
  'For the pairs of experiment and unit (two arrays of one length): the rows of rollup.exposed_unit and rollup.unit_metric '
  'that are not what the facts up to the newest batch say, as stored and as recomputed; null where there is none.';
