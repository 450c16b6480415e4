-- agreed_exposures(judged, batch): judged exposures with the variants that are stored for their units and sessions.
--
-- They differ from the judged ones only when two transactions decided the same unit or session at the same time
-- under different phases.

create or replace function splitplot.agreed_exposures(judged splitplot.judged_exposure[], batch jsonb)
  returns setof splitplot.judged_exposure
  language sql volatile
  set search_path = pg_catalog, pg_temp
as $$
  select
    j.index, j.id, j.experiment_id, coalesce(f.phase_id, j.phase_id), coalesce(f.variant_id, j.variant_id),
    j.unit_type_id, j.unit_id, j.session_id, j.attributes, j.occurred_at, c.code,
    case
      when j.code is not null then j.detail
      when c.code is not null
        then splitplot.exposure_problem(c.code, r.experiment, ut.key, r.variant, j.occurred_at)
    end
  from unnest(judged) j
  left join splitplot.first_assignment f using (experiment_id, unit_id)
  left join splitplot.session_variant s using (experiment_id, session_id)
  left join splitplot.unit_type ut using (unit_type_id)
  left join jsonb_to_recordset(batch) as r(index integer, experiment text, variant text) on r.index = j.index
  cross join lateral (
    select case
      when j.code is not null then j.code
      when f.variant_id <> j.variant_id and r.variant is not null then 'variant_mismatch'
      when s.variant_id <> coalesce(f.variant_id, j.variant_id) then 'session_conflict'
    end as code) c
$$;

comment on function splitplot.agreed_exposures(splitplot.judged_exposure[], jsonb) is
  'The judged exposures, with code variant_mismatch or session_conflict where what is stored says otherwise.';
