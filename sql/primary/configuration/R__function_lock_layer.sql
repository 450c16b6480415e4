-- lock_layer(layer_key): a layer, for a change of who owns its buckets.

create or replace function splitplot.lock_layer(layer_key text)
  returns splitplot.layer
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  found_layer splitplot.layer;
begin
  perform splitplot.configuration_instant();
  select l.* into found_layer from splitplot.layer l where l.key = layer_key;
  if not found then
    perform splitplot.refuse('422', 'unknown_layer', 'layer', format('there is no layer %s', layer_key),
      'GET /v1/layers lists them');
  end if;
  return found_layer;
end
$$;

comment on function splitplot.lock_layer(text) is
  'The layer, under the lock of configuration_instant; SP422 when there is none.';
