-- create_shared_control(key, layer_key, traffic_ppm, parameters): buckets that are the control of several experiments.

create or replace function splitplot.create_shared_control(
  key text, layer_key text, traffic_ppm integer, parameters jsonb default '{}')
  returns integer
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  made_control integer;
  place splitplot.layer := splitplot.lock_layer(layer_key);
begin
  insert into splitplot.shared_control (key, layer_id, parameters)
  values (create_shared_control.key, place.layer_id, create_shared_control.parameters)
  returning shared_control_id into made_control;
  perform splitplot.allocate_buckets(place.layer_id, traffic_ppm, 'shared_control', made_control);
  return made_control;
end
$$;

comment on function splitplot.create_shared_control(text, text, integer, jsonb) is
  'Makes a shared control of traffic_ppm buckets of a layer from the configuration instant on; its id. SP409 when too '
  'few are free, SP422 for an unknown layer.';

grant execute on function splitplot.create_shared_control(text, text, integer, jsonb) to splitplot_api;
