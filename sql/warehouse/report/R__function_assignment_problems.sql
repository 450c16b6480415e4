-- assignment_problems(checked, batch, unit_ids): stored exposures that cannot be recomputed. Promise: there are none.
--
-- A unit keeps the variant and the phase of its first exposure. So all that is stored of a unit names the same two, and
-- at least one of its exposures, decided again by the plan that was in force when it occurred, with the attributes that
-- were stored, gives exactly these. Whatever does not is a row here, whoever stored it and however.
--
-- Exposures of a unit that differ in nothing that decides are decided once. Units that were forgotten have lost the id
-- that decided them; what can be said of them without it is, and report.forgotten_units() counts them.

create or replace function report.assignment_problems(
  checked splitplot.experiment, batch etl.batch, unit_ids text[] default null)
  returns table (
    unit_id text, why text, exposure_count bigint, first_occurred_at timestamptz, stored text[], decided text[])
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with seen as (
    select
      x.unit_id, x.phase_id, x.variant_id,
      case when pp.targeting is not null then x.attributes end as attributes,
      count(*) as exposure_count,
      min(x.occurred_at) as first_occurred_at,
      bool_or(p.valid @> x.occurred_at) as was_in_force
    from fact.exposure x
    left join splitplot.phase p on p.phase_id = x.phase_id and p.experiment_id = x.experiment_id
    left join splitplot.phase_plan pp on pp.phase_id = p.phase_id
    where x.experiment_id = checked.experiment_id
      and (unit_ids is null or x.unit_id = any (unit_ids))
      and x.arrival <= case x.source when 0 then batch.feed_exposure_to else batch.import_exposure_to end
    group by 1, 2, 3, 4
  ),
  recomputed as materialized (
    select
      s.*,
      p.number as phase,
      v.key as variant,
      case
        when p.phase_id is null then 'unknown phase'
        when not s.was_in_force then 'phase not in force'
        when d.variant_index is null then d.reason
        else concat_ws(' ', pp.variants[d.variant_index], d.reason)
      end as decided,
      coalesce(
        s.was_in_force and d.reason in ('split', 'shared_control') and pp.variant_ids[d.variant_index] = s.variant_id,
        false) as is_confirmed
    from seen s
    left join splitplot.phase p on p.phase_id = s.phase_id and p.experiment_id = checked.experiment_id
    left join splitplot.phase_plan pp on pp.phase_id = p.phase_id
    left join splitplot.variant v on v.variant_id = s.variant_id and v.experiment_id = checked.experiment_id
    left join lateral splitplot.decide(
      p.mode, pp.domain_salts, pp.domain_buckets, pp.holdout_salts, pp.holdout_buckets, pp.layer_salt, pp.own_buckets,
      pp.open_buckets, pp.shared_buckets, pp.salt, pp.lower_bounds, pp.control_index, pp.moved_buckets,
      case when s.attributes is not null then pp.targeting end, s.unit_id, s.attributes) d on s.was_in_force
  ),
  suspect as (
    select
      r.unit_id,
      case
        when min(r.variant_id) <> max(r.variant_id) then 'several variants'
        when min(r.phase_id) <> max(r.phase_id) then 'several phases'
        when not bool_or(r.is_confirmed) and not exists (
          select
          from fact.forgotten_unit f
          join splitplot.unit_type ut on ut.key = f.unit_type
          where ut.unit_type_id = checked.unit_type_id and f.unit_id = r.unit_id) then 'decided otherwise'
      end as why,
      sum(r.exposure_count)::bigint as exposure_count,
      min(r.first_occurred_at) as first_occurred_at
    from recomputed r
    group by r.unit_id
  )
  select
    s.unit_id, s.why, s.exposure_count, s.first_occurred_at,
    array_agg(distinct format('%s in phase %s', coalesce(r.variant, 'unknown variant'), coalesce(r.phase::text, '?'))),
    array_agg(distinct r.decided)
  from suspect s
  join recomputed r on r.unit_id = s.unit_id
  where s.why is not null
  group by s.unit_id, s.why, s.exposure_count, s.first_occurred_at
  order by s.first_occurred_at, s.unit_id;
end
$$;

comment on function report.assignment_problems(splitplot.experiment, etl.batch, text[]) is
  'See report.assignment_differences(); of exposures that arrived up to the batch, and of these units only, unless null.';

grant execute on function report.assignment_problems(splitplot.experiment, etl.batch, text[]) to splitplot_analyst;
