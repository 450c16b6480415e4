-- record_exposures(batch): stores the exposures of a batch, each once, all in the caller's transaction.
--
-- An id that is stored already is a duplicate, whatever else has changed since: the first report stands. So is
-- one that the batch repeats, because an insert does nothing about a row that it has made itself.
-- Two reports of one unit at the same time decide the same variant, because deciding is pure, so whichever
-- first assignment is stored is the right one.

create or replace function splitplot.record_exposures(
  batch jsonb, out accepted integer, out duplicate integer, out rejected jsonb)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  with fresh as (
    select r.index
    from jsonb_to_recordset(batch) as r(index integer, id uuid)
    where not exists (select from splitplot.exposure x where x.id = r.id)
  ),
  judged as materialized (
    select j.* from splitplot.judge_exposures(batch) j join fresh using (index)
  ),
  stored as (
    insert into splitplot.exposure
      (id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes, occurred_at)
    select j.id, j.experiment_id, j.phase_id, j.variant_id, j.unit_id, j.session_id, j.attributes, j.occurred_at
    from judged j
    where j.code is null
    order by j.id, j.index
    on conflict (id) do nothing
    returning *
  ),
  first_ones as (
    insert into splitplot.first_assignment
      (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
    select distinct on (s.experiment_id, s.unit_id)
      s.experiment_id, s.unit_id, s.variant_id, s.phase_id, s.id, s.occurred_at
    from stored s
    order by s.experiment_id, s.unit_id, s.occurred_at
    on conflict (experiment_id, unit_id) do nothing
  )
  select
    (select count(*) from stored),
    (select coalesce(jsonb_agg(
       jsonb_build_object('index', j.index, 'id', j.id, 'code', j.code, 'detail', j.detail) order by j.index), '[]')
     from judged j
     where j.code is not null)
  into accepted, rejected;
  duplicate := jsonb_array_length(batch) - accepted - jsonb_array_length(rejected);
end
$$;

comment on function splitplot.record_exposures(jsonb) is
  'Stores a batch as judge_exposures judges it; gives the number stored, the number that were stored before, '
  'and an array of {index, id, code, detail} for the refused.';

grant execute on function splitplot.record_exposures(jsonb) to splitplot_api;
