-- forget_exposures(person_type, until): renames what pg_temp.forgotten_name names in the exposures up to an instant.
--
-- Sessions are in no index, so this reads all exposures once.

create or replace function fact.forget_exposures(person_type text, until timestamptz)
  returns bigint
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  names text[];
  sessions text[];
  changed bigint;
begin
  select coalesce(array_agg(n.name) filter (where n.kind <> '$order'), '{}'),
    coalesce(array_agg(n.name) filter (where n.kind = 'session'), '{}')
  into names, sessions
  from pg_temp.forgotten_name n;

  update fact.exposure x
  set unit_id = r.unit_id, session_id = r.session_id, attributes = r.attributes
  from (
    select
      x.arrived_on, x.source, x.arrival,
      coalesce(u.pseudonym, x.unit_id) as unit_id,
      coalesce(s.pseudonym, x.session_id) as session_id,
      case when u.name is null and ut.key = person_type then x.attributes end as attributes
    from fact.exposure x
    left join splitplot.experiment e using (experiment_id)
    left join splitplot.unit_type ut using (unit_type_id)
    left join pg_temp.forgotten_name u on u.name = x.unit_id and u.kind = coalesce(ut.key, person_type)
    left join pg_temp.forgotten_name s on s.name = x.session_id and s.kind = 'session'
    where (x.unit_id = any (names) or x.session_id = any (sessions))
      and x.received_at <= until
      and (u.name is not null or s.name is not null)
  ) r
  where x.arrived_on = r.arrived_on and x.source = r.source and x.arrival = r.arrival;
  get diagnostics changed = row_count;
  return changed;
end
$$;

comment on function fact.forget_exposures(text, timestamptz) is 'Gives how many rows of fact.exposure were changed.';
