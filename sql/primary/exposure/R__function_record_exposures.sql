-- record_exposures(batch): stores the exposures of a batch, each once, all in the caller's transaction.
--
-- An id that is stored already is a duplicate, whatever else has changed since: the first report stands. So is
-- one that the batch repeats, because an insert does nothing about a row that it has made itself.
-- What a unit and what a session saw first is stored before the exposures; where another transaction was quicker
-- with another variant, its word counts, and an exposure to anything else is refused: that is what "agreed" asks.

create or replace function splitplot.record_exposures(
  batch jsonb, out accepted integer, out duplicate integer, out rejected jsonb)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  judged splitplot.judged_exposure[];
begin
  perform splitplot.lock_identities(
    (select coalesce(jsonb_agg(r -> 'unit'), '[]') from jsonb_array_elements(batch) as b(r)), false);
  select array_agg(j) into judged
  from (
    select j.*
    from splitplot.judge_exposures(batch) j
    where not exists (select from splitplot.exposure x where x.id = j.id)
    order by j.index
  ) j;

  insert into splitplot.first_assignment (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
  select distinct on (j.experiment_id, j.unit_id)
    j.experiment_id, j.unit_id, j.variant_id, j.phase_id, j.id, j.occurred_at
  from unnest(judged) j
  where j.code is null
  order by j.experiment_id, j.unit_id, j.occurred_at, j.index
  on conflict (experiment_id, unit_id) do nothing;

  insert into splitplot.session_variant (experiment_id, session_id, variant_id)
  select distinct on (j.experiment_id, j.session_id) j.experiment_id, j.session_id, f.variant_id
  from unnest(judged) j
  join splitplot.first_assignment f using (experiment_id, unit_id)
  where j.code is null and j.session_id is not null
  order by j.experiment_id, j.session_id, j.occurred_at, j.index
  on conflict (experiment_id, session_id) do nothing;

  insert into splitplot.session (session_id, unit_type_id, unit_id, started_at)
  select distinct on (j.session_id, j.unit_type_id) j.session_id, j.unit_type_id, j.unit_id, j.occurred_at
  from unnest(judged) j
  where j.code is null and j.session_id is not null
  order by j.session_id, j.unit_type_id, j.occurred_at, j.index
  on conflict do nothing;

  -- A new statement sees what the other transactions stored meanwhile.
  select array_agg(a) into judged from splitplot.agreed_exposures(judged, batch) a;

  insert into splitplot.exposure
    (id, experiment_id, phase_id, variant_id, unit_id, session_id, attributes, occurred_at)
  select j.id, j.experiment_id, j.phase_id, j.variant_id, j.unit_id, j.session_id, j.attributes, j.occurred_at
  from unnest(judged) j
  where j.code is null
  order by j.id, j.index
  on conflict (id) do nothing;
  get diagnostics accepted = row_count;

  select coalesce(jsonb_agg(
      jsonb_build_object('index', j.index, 'id', j.id, 'code', j.code, 'detail', j.detail) order by j.index), '[]')
  into rejected
  from unnest(judged) j
  where j.code is not null;
  duplicate := jsonb_array_length(batch) - accepted - jsonb_array_length(rejected);
end
$$;

comment on function splitplot.record_exposures(jsonb) is
  'Stores a batch as judge_exposures judges it; gives the number stored, the number that were stored before, '
  'and an array of {index, id, code, detail} for the refused.';

grant execute on function splitplot.record_exposures(jsonb) to splitplot_api;
