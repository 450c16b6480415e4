-- record_exposures(batch): stores the exposures of a batch, each once, all in the caller's transaction.
--
-- An id that is stored already is a duplicate, whatever else has changed since: the first report stands. So is
-- one that the batch repeats, and one that another transaction stores at this moment, which is waited for.
-- Another transaction may also be the first to expose a unit or a session, after this one has judged it: then nothing
-- is stored here, and the caller is asked to come again (40001), as by then that is known.

create or replace function splitplot.record_exposures(
  batch jsonb, out accepted integer, out duplicate integer, out rejected jsonb, out duplicates integer[])
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set plan_cache_mode = force_generic_plan
as $$
declare
  is_agreed boolean;
begin
  perform splitplot.lock_identities(
    (select coalesce(jsonb_agg(r -> 'unit'), '[]') from jsonb_array_elements(batch) as b(r)), false);
  perform splitplot.make_fact_days(batch);

  with judged as materialized (
    select * from splitplot.judge_exposures(batch)
  ),
  claimed as (
    insert into splitplot.exposure_id (id, received_on)
    select j.id, current_date
    from judged j
    where j.is_good
    order by j.id
    on conflict (id) do nothing
    returning id
  ),
  won as materialized (
    select j.*
    from judged j
    join claimed using (id)
    where j.is_good
  ),
  newcomer as materialized (
    select distinct on (w.experiment_id, w.unit_id collate "C") w.*
    from won w
    where not w.is_enrolled
    order by w.experiment_id, w.unit_id collate "C", w.occurred_at, w.index
  ),
  enrolled as (
    insert into splitplot.first_assignment (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
    select n.experiment_id, n.unit_id, n.variant_id, n.phase_id, n.id, n.occurred_at from newcomer n
    on conflict do nothing
    returning 1
  ),
  viewer as materialized (
    select distinct on (w.experiment_id, w.session_id collate "C") w.*
    from won w
    where w.session_id is not null and not w.is_seen
    order by w.experiment_id, w.session_id collate "C"
  ),
  seen as (
    insert into splitplot.session_variant (experiment_id, session_id, variant_id)
    select v.experiment_id, v.session_id, v.variant_id from viewer v
    on conflict do nothing
    returning 1
  ),
  begun as (
    insert into splitplot.session (session_id, unit_type_id, unit_id, started_at)
    select distinct on (v.session_id collate "C", v.unit_type_id)
      v.session_id, v.unit_type_id, v.unit_id, v.occurred_at
    from viewer v
    order by v.session_id collate "C", v.unit_type_id, v.occurred_at, v.index
    on conflict do nothing
  ),
  stored as (
    insert into splitplot.exposure
      (id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes, occurred_at, reported_at,
       received_at)
    select
      w.id, w.experiment_id, w.phase_id, w.variant_id, w.unit_id, w.session_id, w.attributes, w.occurred_at,
      w.reported_at, w.received_at
    from won w
  )
  select
    (select count(*) from claimed),
    coalesce(jsonb_agg(
        jsonb_build_object('index', j.index, 'id', j.id, 'code', j.code, 'detail', j.detail) order by j.index)
      filter (where j.code is not null and not j.is_duplicate), '[]'),
    coalesce(array_agg(j.index order by j.index)
      filter (where j.is_duplicate or (j.is_good and w.index is null)), '{}'),
    (select count(*) from newcomer) = (select count(*) from enrolled)
      and (select count(*) from viewer) = (select count(*) from seen)
  into accepted, rejected, duplicates, is_agreed
  from judged j
  left join won w on w.index = j.index;

  if not is_agreed then
    raise exception 'another transaction has just exposed a unit or a session of this batch'
      using errcode = 'serialization_failure', hint = 'Come again with the same batch.';
  end if;
  duplicate := cardinality(duplicates);
  -- "Stored before" promises what "stored" does. A commit that has logged nothing would not wait for the standbys, which may
  -- lack the first report still.
  if accepted = 0 and duplicate > 0 then
    perform pg_logical_emit_message(true, 'splitplot', 'stored before');
  end if;
end
$$;

comment on function splitplot.record_exposures(jsonb) is
  'Stores a batch as judge_exposures judges it; gives the number stored, the number that were stored before, '
  'an array of {index, id, code, detail} for the refused, and the indexes of those that were stored before. '
  'Refuses with 40001 where another transaction was quicker with a unit or session: come again.';

grant execute on function splitplot.record_exposures(jsonb) to splitplot_api;
