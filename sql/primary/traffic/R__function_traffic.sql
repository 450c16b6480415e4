-- traffic(as_of): how the traffic of each unit type was divided at an instant: the whole tree, with what was free.
--
-- It is read from the same rows as decisions are, which are never changed once they were in force. So the answer about
-- an instant of the past stays the same for ever; only names of parameters that a layer got later are in it too.

create or replace function splitplot.traffic(as_of timestamptz default now())
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'as_of', as_of,
    'unit_types', jsonb_agg(jsonb_build_object(
      'unit_type', ut.key,
      'domain', d.key,
      'layers', splitplot.traffic_of_domain(d.domain_id, as_of)) order by ut.key))
  from splitplot.unit_type ut
  join splitplot.domain d using (unit_type_id)
  where d.parent_layer_id is null
$$;

comment on function splitplot.traffic(timestamptz) is
  '{as_of, unit_types: [{unit_type, domain, layers: [{layer, parameters, free, ranges}]}]}. A range has from, to (buckets, '
  'to is excluded), share, owner (experiment, domain, shared_control, holdout; null: free), key and since; an '
  'experiment''s state (open, closed, paused, launched); a shared control''s used_by; and the first range of a domain '
  'has its layers.';

grant execute on function splitplot.traffic(timestamptz) to splitplot_api, splitplot_analyst;
