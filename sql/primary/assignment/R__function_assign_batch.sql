-- assign_batch(experiment, unit_ids, attributes, as_of): what many units get from one experiment, in one statement.

create or replace function splitplot.assign_batch(
  experiment text,
  unit_ids text[],
  attributes jsonb default '{}',
  as_of timestamptz default now())
  returns table (unit_id text, variant text, parameters jsonb, phase integer, reason text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  plan splitplot.assignment_plan;
  is_targeted boolean;
begin
  select p.* into plan
  from splitplot.assignment_plan p
  where p.experiment = assign_batch.experiment and p.valid @> as_of;
  if not found then
    return query
      select u.id, null::text, null::jsonb, null::integer,
        case
          when exists (select from splitplot.experiment e where e.key = assign_batch.experiment) then 'not_running'
          else 'unknown_experiment'
        end
      from unnest(unit_ids) as u(id);
    return;
  end if;
  perform splitplot.check_unit(plan.unit_type, u.id)
  from unnest(unit_ids) as u(id)
  where u.id is null or octet_length(u.id) not between 1 and 256
  limit 1;
  -- Once for all units: they share the attributes.
  is_targeted := plan.targeting is null or splitplot.matches(plan.targeting, assign_batch.attributes);
  return query
    select u.id, plan.variants[r.variant_index], plan.parameters[r.variant_index], plan.phase, r.reason
    from unnest(unit_ids) with ordinality as u(id, place)
    left join (
      select l.unit_id, l.root_id
      from splitplot.identity_link l
      join splitplot.unit_type ut using (unit_type_id)
      where ut.key = plan.unit_type and l.linked_at <= as_of
    ) link on link.unit_id = u.id
    left join splitplot.forced_variant fv
      on fv.experiment_id = plan.experiment_id and fv.unit_id = u.id and fv.valid @> as_of
    cross join lateral splitplot.decide(
      plan.mode, plan.domain_salts, plan.domain_buckets, plan.holdout_salts, plan.holdout_buckets, plan.layer_salt,
      plan.own_buckets, plan.open_buckets, plan.shared_buckets, plan.salt, plan.lower_bounds, plan.control_index,
      plan.moved_buckets, null, coalesce(link.root_id, u.id), null) d
    left join splitplot.first_assignment fa
      on d.stored_wins and fa.experiment_id = plan.experiment_id and fa.unit_id = coalesce(link.root_id, u.id)
      and fa.assigned_at <= as_of
    cross join lateral splitplot.outcome(
      case when is_targeted then d.variant_index end,
      case when is_targeted then d.reason else 'not_targeted' end,
      case when is_targeted then array_position(plan.variant_ids, fa.variant_id) end,
      array_position(plan.variant_ids, fv.variant_id)) r
    order by u.place;
end
$$;

comment on function splitplot.assign_batch(text, text[], jsonb, timestamptz) is
  'One row for each unit, in the order given; reasons not_running and unknown_experiment when the experiment is not '
  'in force at as_of. SP422 when a unit id is impossible.';

grant execute on function splitplot.assign_batch(text, text[], jsonb, timestamptz)
  to splitplot_api, splitplot_analyst;
