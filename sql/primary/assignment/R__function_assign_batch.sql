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
  if plan.targeting is not null and not splitplot.matches(plan.targeting, assign_batch.attributes) then
    return query
      select u.id, null::text, null::jsonb, plan.phase, 'not_targeted'
      from unnest(unit_ids) as u(id);
    return;
  end if;
  return query
    select u.id, plan.variants[d.variant_index], plan.parameters[d.variant_index], plan.phase, d.reason
    from unnest(unit_ids) with ordinality as u(id, place)
    cross join lateral splitplot.decide(
      plan.layer_salt, plan.buckets, plan.salt, plan.lower_bounds, null, u.id, null) d
    order by u.place;
end
$$;

comment on function splitplot.assign_batch(text, text[], jsonb, timestamptz) is
  'One row for each unit, in the order given; reasons not_running and unknown_experiment when the experiment is not '
  'in force at as_of. SP422 when a unit id is impossible.';

grant execute on function splitplot.assign_batch(text, text[], jsonb, timestamptz)
  to splitplot_api, splitplot_analyst;
