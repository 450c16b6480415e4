-- rename_facts(forgetting_id, since): renames the person in exposures and events received after an instant, and takes
-- away what no number is made of: attributes, properties, lines.
--
-- Of another person's fact in a session that both used only the session is renamed.

create or replace function splitplot.rename_facts(forgetting_id bigint, since timestamptz)
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  person_type constant text := (select f.unit_type from splitplot.forgetting f where f.forgetting_id = rename_facts.forgetting_id);
  units text[];
  sessions text[];
  exposures bigint;
  events bigint;
begin
  select array_agg(n.name) filter (where n.kind = person_type),
    coalesce(array_agg(n.name) filter (where n.kind = 'session'), '{}')
  into units, sessions
  from splitplot.forgetting_name n
  where n.forgetting_id = rename_facts.forgetting_id;

  update splitplot.exposure x
  set unit_id = r.unit_id, session_id = r.session_id, attributes = r.attributes
  from (
    select
      x.id, x.received_at,
      coalesce(u.pseudonym, x.unit_id) as unit_id,
      coalesce(s.pseudonym, x.session_id) as session_id,
      case when u.name is null and ut.key = person_type then x.attributes end as attributes
    from splitplot.exposure x
    join splitplot.experiment e using (experiment_id)
    join splitplot.unit_type ut using (unit_type_id)
    left join splitplot.forgetting_name u
      on u.forgetting_id = rename_facts.forgetting_id and u.kind = ut.key and u.name = x.unit_id
    left join splitplot.forgetting_name s
      on s.forgetting_id = rename_facts.forgetting_id and s.kind = 'session' and s.name = x.session_id
    where x.received_at > since
      and (x.unit_id = any (units || sessions) or x.session_id = any (sessions))
      and (u.name is not null or s.name is not null)
  ) r
  where x.received_at = r.received_at and x.id = r.id;
  get diagnostics exposures = row_count;

  update splitplot.event e
  set units = r.units, order_key = r.order_key, properties = r.properties, lines = r.lines
  from (
    select
      e.id, e.received_at,
      (select jsonb_object_agg(u.key, coalesce(n.pseudonym, u.value))
       from jsonb_each_text(e.units) u
       left join splitplot.forgetting_name n
         on n.forgetting_id = rename_facts.forgetting_id and n.kind = u.key and n.name = u.value) as units,
      case when o.is_own then k.pseudonym else e.order_key end as order_key,
      case when not o.is_own then e.properties end as properties,
      case when not o.is_own then e.lines end as lines
    from splitplot.event e
    cross join lateral (
      select splitplot.is_of_person(e.units, person_type, units, sessions) as is_own) o
    left join splitplot.forgetting_name k
      on k.forgetting_id = rename_facts.forgetting_id and k.kind = '$order' and k.name = e.order_key
    where e.received_at > since
      and (e.units ->> person_type = any (units) or e.units ->> 'session' = any (sessions))
  ) r
  where e.received_at = r.received_at and e.id = r.id;
  get diagnostics events = row_count;
  return jsonb_build_object('exposure', exposures, 'event', events);
end
$$;

comment on function splitplot.rename_facts(bigint, timestamptz) is
  'Renames the names of a forgetting in exposure and event; gives how many rows of each were changed.';
