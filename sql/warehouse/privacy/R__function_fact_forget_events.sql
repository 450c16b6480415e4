-- forget_events(person_type, until): renames what pg_temp.forgotten_name names in the events up to an instant, and takes
-- properties and lines from the person's own.

create or replace function fact.forget_events(person_type text, until timestamptz)
  returns bigint
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  changed bigint;
begin
  update fact.event e
  set unit_id = r.unit_id, order_key = r.order_key, properties = r.properties, lines = r.lines
  from (
    select
      e.arrived_on, e.source, e.arrival,
      coalesce(n.pseudonym, e.unit_id) as unit_id,
      case when f.id is not null then k.pseudonym else e.order_key end as order_key,
      case when f.id is null then e.properties end as properties,
      case when f.id is null then e.lines end as lines
    from (
      select f.id from pg_temp.forgotten_event f
      union
      select e.id
      from pg_temp.forgotten_name n
      join fact.event e on e.unit_id = n.name and e.unit_type = n.kind
      where e.received_at <= until
    ) touched
    join fact.event_id i using (id)
    join fact.event e on e.arrived_on = i.arrived_on and e.source = i.source and e.arrival = i.arrival
    left join pg_temp.forgotten_event f on f.id = e.id
    left join pg_temp.forgotten_name n on n.kind = e.unit_type and n.name = e.unit_id
    left join pg_temp.forgotten_name k on k.kind = '$order' and k.name = e.order_key
    where n.name is not null or f.id is not null
  ) r
  where e.arrived_on = r.arrived_on and e.source = r.source and e.arrival = r.arrival;
  get diagnostics changed = row_count;
  return changed;
end
$$;

comment on function fact.forget_events(text, timestamptz) is 'Gives how many rows of fact.event were changed.';
