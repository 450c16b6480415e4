-- create_domain(key, layer_key, traffic_ppm): a part of a layer's traffic that has layers of its own.

create or replace function splitplot.create_domain(key text, layer_key text, traffic_ppm integer)
  returns integer
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  made_domain integer;
  parent splitplot.layer := splitplot.lock_layer(layer_key);
begin
  insert into splitplot.domain (unit_type_id, key, parent_layer_id)
  values (parent.unit_type_id, create_domain.key, parent.layer_id)
  returning domain_id into made_domain;
  perform splitplot.allocate_buckets(parent.layer_id, traffic_ppm, 'domain', made_domain);
  return made_domain;
end
$$;

comment on function splitplot.create_domain(text, text, integer) is
  'Makes a domain that owns traffic_ppm buckets of a layer from the configuration instant on; its id. SP409 when too '
  'few are free, SP422 for an unknown layer.';

grant execute on function splitplot.create_domain(text, text, integer) to splitplot_api;
