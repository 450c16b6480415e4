-- outer_domains(layer_id, at): the domain of a layer and all that it is nested in, with the buckets that lead inwards.

create or replace function splitplot.outer_domains(layer_id integer, at timestamptz)
  returns table (domain_id integer, depth integer, parent_layer_id integer, salt text, buckets int4multirange)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with recursive outwards as (
    select d.domain_id, d.parent_layer_id, 0 as depth
    from splitplot.layer l
    join splitplot.domain d using (domain_id)
    where l.layer_id = outer_domains.layer_id
    union all
    select d.domain_id, d.parent_layer_id, o.depth + 1
    from outwards o
    join splitplot.layer l on l.layer_id = o.parent_layer_id
    join splitplot.domain d on d.domain_id = l.domain_id
  )
  select
    o.domain_id, o.depth, o.parent_layer_id, l.salt,
    case when l.salt is not null then coalesce((
      select range_agg(a.buckets)
      from splitplot.allocation a
      where a.domain_id = o.domain_id and a.valid @> at), '{}') end
  from outwards o
  left join splitplot.layer l on l.layer_id = o.parent_layer_id
$$;

comment on function splitplot.outer_domains(integer, timestamptz) is
  'One row a domain, depth 0 the layer''s own: the layer that it is nested in, that layer''s salt, and the buckets the '
  'domain owned there; these three are null for the root.';

grant execute on function splitplot.outer_domains(integer, timestamptz) to splitplot_api, splitplot_analyst;
