-- judge_exposures(batch): for each reported exposure, what it means, or why it is refused. Stores nothing.
--
-- The variant is decided here and not taken from the client: the stored first assignment, else the
-- configuration that was in force when the exposure occurred. A client may say which variant it
-- showed; when that is another one, something is badly wrong there and the exposure is refused.
-- Without attributes the targeting is the client's word, as it had to know them to get its variant.
--
-- plpgsql, because the plan of this long statement is then made once for a connection, not for every call.

create or replace function splitplot.judge_exposures(batch jsonb)
  returns table (
    index integer, id uuid, experiment_id integer, phase_id integer, variant_id integer, unit_type_id smallint,
    unit_id text, session_id text, attributes jsonb, occurred_at timestamptz, code text, detail text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with item as (
    select
      r.*,
      e.experiment_id,
      e.state,
      e.assignment,
      ut.unit_type_id,
      ut.key as unit_type,
      r.unit ->> ut.key as given_id,
      case when ut.key <> 'session' then r.unit ->> 'session' end as session_id
    from jsonb_to_recordset(batch) as r(
      index integer, id uuid, experiment text, unit jsonb, variant text, attributes jsonb, occurred_at timestamptz)
    left join splitplot.experiment e on e.key = r.experiment
    left join splitplot.unit_type ut on ut.unit_type_id = e.unit_type_id
  ),
  resolved as (
    select i.*, splitplot.deciding_unit(i.unit_type, i.given_id, i.session_id) as unit_id
    from item i
  ),
  decided as (
    select
      i.*,
      p.phase_id as phase_in_force,
      p.mode,
      case
        when i.assignment = 'external' then external_phase.phase_id
        else coalesce(f.phase_id, p.phase_id)
      end as phase_id,
      case
        when i.assignment = 'external' then reported.variant_id
        else coalesce(f.variant_id, p.variant_ids[d.variant_index])
      end as variant_id,
      d.reason,
      forced.variant_id is not null as is_forced,
      reported.variant_id as reported_variant_id,
      seen.variant_id as session_variant_id
    from resolved i
    left join splitplot.assignment_plan p
      on p.experiment_id = i.experiment_id and p.valid @> i.occurred_at
    left join splitplot.first_assignment f
      on f.experiment_id = i.experiment_id and f.unit_id = i.unit_id
    left join splitplot.forced_variant forced
      on forced.experiment_id = i.experiment_id and forced.unit_id = i.given_id and forced.valid @> i.occurred_at
    left join splitplot.session_variant seen
      on seen.experiment_id = i.experiment_id and seen.session_id = i.session_id
    left join splitplot.phase external_phase
      on i.assignment = 'external' and external_phase.experiment_id = i.experiment_id and external_phase.number = 1
    left join splitplot.variant reported
      on reported.experiment_id = i.experiment_id and reported.key = i.variant
    left join lateral splitplot.decide(
      p.mode, p.domain_salts, p.domain_buckets, p.holdout_salts, p.holdout_buckets, p.layer_salt, p.own_buckets,
      p.open_buckets, p.shared_buckets, p.salt, p.lower_bounds, p.control_index, p.moved_buckets,
      case when i.attributes is not null then p.targeting end, i.unit_id, i.attributes) d
      on p.phase_id is not null and i.unit_id is not null
  ),
  judged as (
    select
      d.*,
      case
        when d.experiment_id is null then 'unknown_experiment'
        when d.unit_id is null then 'no_unit'
        when d.occurred_at > now() + interval '5 minutes' then 'occurred_in_the_future'
        when d.state = 'draft'
          or (d.assignment = 'splitplot'
              and (d.phase_in_force is null or d.mode in ('paused_control', 'launched'))) then 'not_running'
        when d.variant is not null and d.reported_variant_id is null then 'unknown_variant'
        when d.is_forced then 'forced'
        when d.assignment = 'external' and d.variant is null then 'variant_missing'
        when d.variant_id is null then d.reason
        when d.reported_variant_id <> d.variant_id then 'variant_mismatch'
        when d.session_variant_id <> d.variant_id then 'session_conflict'
      end as code
    from decided d
  )
  select
    j.index, j.id, j.experiment_id, j.phase_id, j.variant_id, j.unit_type_id, j.unit_id, j.session_id, j.attributes,
    j.occurred_at, j.code, splitplot.exposure_problem(j.code, j.experiment, j.unit_type, j.variant, j.occurred_at)
  from judged j;
end
$$;

comment on function splitplot.judge_exposures(jsonb) is
  'For each object of the array (index, id, experiment, unit, variant, attributes, occurred_at): the row to store, '
  'with code and detail null, or a code and a sentence why it is refused.';
