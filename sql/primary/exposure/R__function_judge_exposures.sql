-- judge_exposures(batch): for each reported exposure, what it means, or why it is refused. Stores nothing.
--
-- The variant is decided here and not taken from the client: the stored first assignment, else the
-- configuration that was in force when the exposure occurred. A client may say which variant it
-- showed; when that is another one, something is badly wrong there and the exposure is refused.
-- Without attributes the targeting is the client's word, as it had to know them to get its variant.
--
-- plpgsql with a generic plan, because the plan of this long statement is then made once for a connection, and not for
-- every call. That plan must do for one exposure and for a thousand, so it looks rows up by index and reads no whole
-- table, however small the table was when the plan was made.

create or replace function splitplot.judge_exposures(batch jsonb)
  returns setof splitplot.judged_exposure
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  setting splitplot.fact_setting;
  asked_at timestamptz := clock_timestamp();
  is_any_forgotten boolean := exists (select from splitplot.forgotten_unit);
begin
  select s.* into setting from splitplot.fact_setting s;
  return query
  with item as materialized (
    select
      r.index, r.id, r.experiment, r.unit, r.variant, r.attributes, r.occurred_at as reported_at, t.received_at,
      case
        when r.occurred_at > t.received_at + setting.future_max and setting.future_policy = 'clamp' then t.received_at
        else r.occurred_at
      end as occurred_at,
      e.experiment_id,
      e.state,
      e.assignment,
      ut.unit_type_id,
      ut.key as unit_type,
      r.unit ->> ut.key as given_id,
      case when ut.key <> 'session' then r.unit ->> 'session' end as session_id
    from jsonb_to_recordset(batch) as r(
      index integer, id uuid, experiment text, unit jsonb, variant text, attributes jsonb, occurred_at timestamptz,
      received_at timestamptz)
    cross join lateral (select least(r.received_at, asked_at)) t(received_at)
    left join splitplot.experiment e on e.key = r.experiment
    left join splitplot.unit_type ut on ut.unit_type_id = e.unit_type_id
  ),
  -- As deciding_unit() says, with the knowledge of now.
  resolved as (
    select i.*, coalesce(pinned.unit_id, link.root_id, i.given_id) as unit_id
    from item i
    left join splitplot.session pinned
      on pinned.session_id = i.session_id and pinned.unit_type_id = i.unit_type_id and pinned.is_pinned
    left join splitplot.identity_link link on link.unit_type_id = i.unit_type_id and link.unit_id = i.given_id
  ),
  decided as (
    select
      i.*,
      p.phase_id as phase_in_force,
      p.mode,
      coalesce(f.phase_id, external_phase.phase_id, p.phase_id) as phase_id,
      coalesce(
        f.variant_id,
        case when i.assignment = 'external' then reported.variant_id else p.variant_ids[d.variant_index] end) as variant_id,
      d.reason,
      forced.variant_id is not null as is_forced,
      reported.variant_id as reported_variant_id,
      seen.variant_id as session_variant_id,
      f.variant_id is not null as is_enrolled
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
        when splitplot.time_problem(d.occurred_at, d.received_at, setting) is not null
          then splitplot.time_problem(d.occurred_at, d.received_at, setting)
        when is_any_forgotten
          and (splitplot.is_forgotten(d.unit_type, d.given_id, d.received_at)
               or splitplot.is_forgotten('session', d.session_id, d.received_at)) then 'unit_forgotten'
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
  ),
  unrepeated as (
    select
      j.*,
      known.id is not null
        or (j.code is null and row_number() over (partition by j.id, j.code is null order by j.index) > 1)
        as is_duplicate
    from judged j
    left join splitplot.exposure_id known on known.id = j.id
  ),
  -- What occurred first in the batch speaks for its unit, and then for its session, where nothing is stored yet.
  unit_settled as (
    select
      u.*,
      first_value(u.variant_id) over first_of_unit as unit_variant_id,
      first_value(u.phase_id) over first_of_unit as unit_phase_id
    from unrepeated u
    window first_of_unit as (
      partition by u.experiment_id, u.unit_id, u.code is null and not u.is_duplicate order by u.occurred_at, u.index)
  ),
  unit_judged as (
    select
      u.*,
      case
        when u.code is not null then u.code
        when u.unit_variant_id <> u.reported_variant_id and not u.is_duplicate then 'variant_mismatch'
      end as unit_code
    from unit_settled u
  ),
  settled as (
    select
      u.*,
      case
        when u.unit_code is null and u.session_id is not null and not u.is_duplicate
          and u.unit_variant_id <> first_value(u.unit_variant_id) over (
            partition by u.experiment_id, u.session_id, u.unit_code is null and not u.is_duplicate
            order by u.occurred_at, u.index) then 'session_conflict'
        else u.unit_code
      end as settled_code
    from unit_judged u
  )
  select
    s.index, s.id, s.experiment_id, s.unit_phase_id, s.unit_variant_id, s.unit_type_id, s.unit_id, s.session_id,
    s.attributes, s.occurred_at, nullif(s.reported_at, s.occurred_at), s.received_at, s.is_enrolled,
    s.session_variant_id is not null, s.is_duplicate, s.settled_code is null and not s.is_duplicate, s.settled_code,
    case
      when s.settled_code is not null
        then splitplot.exposure_problem(s.settled_code, s.experiment, s.unit_type, s.variant, s.reported_at)
    end
  from settled s;
end
$$;

comment on function splitplot.judge_exposures(jsonb) is
  'For each object of the array (index, id, experiment, unit, variant, attributes, occurred_at, received_at): the row to '
  'store, with code and detail null, or a code and a sentence why it is refused. Without received_at it is received now.';
