-- assign_explain(unit_type, unit_id, attributes, as_of, experiment, session_id): why a unit gets what it gets.
--
-- For each experiment the steps of its decision, and as the last one the verdict, which is what assign() says.

create or replace function splitplot.assign_explain(
  unit_type text,
  unit_id text,
  attributes jsonb default '{}',
  as_of timestamptz default now(),
  experiment text default null,
  session_id text default null)
  returns table (
    experiment_key text, step integer, question text, salt text, bucket integer, ranges text, answer text, reason text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  decided_id text := splitplot.deciding_unit(unit_type, unit_id, session_id, as_of);
begin
  perform splitplot.check_unit(unit_type, unit_id);
  return query
  with plan as materialized (
    select p as whole, d.*, stored.place as stored_index, stored.said as stored_answer, forced.place as forced_index
    from splitplot.assignment_plan p
    cross join lateral splitplot.decide(
      p.mode, p.domain_salts, p.domain_buckets, p.holdout_salts, p.holdout_buckets, p.layer_salt, p.own_buckets,
      p.open_buckets, p.shared_buckets, p.salt, p.lower_bounds, p.control_index, p.moved_buckets, p.targeting,
      decided_id, assign_explain.attributes) d
    left join lateral (
      select array_position(p.variant_ids, f.variant_id) as place, format('%s since %s', v.key, f.assigned_at) as said
      from splitplot.first_assignment f
      join splitplot.variant v using (variant_id)
      where f.experiment_id = p.experiment_id and f.unit_id = decided_id and f.assigned_at <= assign_explain.as_of
    ) stored on true
    left join lateral (
      select array_position(p.variant_ids, f.variant_id) as place
      from splitplot.forced_variant f
      where f.experiment_id = p.experiment_id and f.unit_id = assign_explain.unit_id
        and f.valid @> assign_explain.as_of
    ) forced on true
    where p.unit_type = assign_explain.unit_type
      and p.valid @> assign_explain.as_of
      and (assign_explain.experiment is null or p.experiment = assign_explain.experiment)
  ),
  asked as (
    select (p.whole).experiment as key, 1 as part, 1::bigint as place, 'as which unit is it decided?' as question,
      null::text as salt, null::integer as bucket, null::text as ranges, decided_id as answer, null::text as reason
    from plan p
    union all
    select (p.whole).experiment, 2, 1, 'which phase is in force?', null, null, (p.whole).valid::text,
      format('%s, %s', (p.whole).phase, (p.whole).mode), null
    from plan p
    union all
    select (p.whole).experiment, 3, e.place, e.question, e.salt, e.bucket, e.ranges, e.answer, null
    from plan p
    join splitplot.phase_plan pp on pp.phase_id = (p.whole).phase_id
    cross join lateral splitplot.explain_decision(pp, decided_id, assign_explain.attributes)
      with ordinality as e(question, salt, bucket, ranges, answer, place)
    union all
    select (p.whole).experiment, 4, 1, 'does the variant that it saw first come before that?', null, null,
      coalesce(p.stored_answer, 'it saw none'),
      case when p.stored_wins and p.stored_index is not null then 'yes' else 'no' end, null
    from plan p
    union all
    select (p.whole).experiment, 5, 1, 'is it forced?', null, null, null,
      coalesce((p.whole).variants[p.forced_index], 'no'), null
    from plan p
    union all
    select (p.whole).experiment, 6, 1, 'verdict', null, null, null, (p.whole).variants[o.variant_index], o.reason
    from plan p
    cross join lateral splitplot.outcome(
      p.variant_index, p.reason, case when p.stored_wins then p.stored_index end, p.forced_index) o
    union all
    select assign_explain.experiment, 6, 1, 'verdict', null, null, null, null,
      case
        when e.experiment_id is null then 'unknown_experiment'
        when ut.key <> assign_explain.unit_type then 'no_unit'
        else 'not_running'
      end
    from (values (assign_explain.experiment)) as named(key)
    left join splitplot.experiment e on e.key = named.key
    left join splitplot.unit_type ut on ut.unit_type_id = e.unit_type_id
    where named.key is not null and not exists (select from plan)
  )
  select
    a.key, (row_number() over (partition by a.key order by a.part, a.place))::integer, a.question, a.salt, a.bucket,
    a.ranges, a.answer, a.reason
  from asked a
  order by a.key collate "C", a.part, a.place;
end
$$;

comment on function splitplot.assign_explain(text, text, jsonb, timestamptz, text, text) is
  'One row a step of each experiment (or of the one named): the question, the salt and the bucket where the unit is '
  'hashed, what that is compared with, the answer. The last step of each is the verdict: the variant (null: none) and '
  'the only reason that is not null. SP422 for an unknown unit type or an impossible unit id.';

grant execute on function splitplot.assign_explain(text, text, jsonb, timestamptz, text, text)
  to splitplot_api, splitplot_analyst;
