-- layers_overlap(a, b): can a unit be in both layers at the same time?
--
-- Two layers have ways out to the root. Where the ways part in different layers of one domain, each unit of that
-- domain is in both. Where they part within one layer, in different domains of it or in the layer itself, the
-- buckets are disjoint.

create or replace function splitplot.layers_overlap(a integer, b integer)
  returns boolean
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with recursive outwards as (
    select start.name, l.layer_id, l.domain_id, d.parent_layer_id
    from (values ('a', a), ('b', b)) as start(name, layer_id)
    join splitplot.layer l using (layer_id)
    join splitplot.domain d using (domain_id)
    union all
    select o.name, l.layer_id, l.domain_id, d.parent_layer_id
    from outwards o
    join splitplot.layer l on l.layer_id = o.parent_layer_id
    join splitplot.domain d on d.domain_id = l.domain_id
  )
  select exists (
    select
    from outwards x
    join outwards y on y.name = 'b' and y.domain_id = x.domain_id and y.layer_id <> x.layer_id
    where x.name = 'a')
$$;

comment on function splitplot.layers_overlap(integer, integer) is
  'Whether the two layers, or layers around them, are different layers of one domain.';

grant execute on function splitplot.layers_overlap(integer, integer) to splitplot_api, splitplot_analyst;
