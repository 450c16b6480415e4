-- free_buckets(layer_id, since): the buckets of a layer that nobody owns from an instant on.

create or replace function splitplot.free_buckets(layer_id integer, since timestamptz)
  returns int4multirange
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
  select int4multirange(int4range(0, 1000000)) - coalesce(range_agg(a.buckets), '{}'::int4multirange)
  from splitplot.allocation a
  where a.layer_id = free_buckets.layer_id
    and a.valid && tstzrange(since, null)
$$;

comment on function splitplot.free_buckets(integer, timestamptz) is
  'Buckets of a layer that have no owner at the instant and none later.';

grant execute on function splitplot.free_buckets(integer, timestamptz) to splitplot_api, splitplot_analyst;
