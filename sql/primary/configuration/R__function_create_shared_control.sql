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
  foreign_parameter text;
begin
  select name.key into foreign_parameter
  from jsonb_object_keys(parameters) as name(key)
  where not exists (
    select from splitplot.layer_parameter lp where lp.layer_id = place.layer_id and lp.name = name.key)
  order by name.key
  limit 1;
  if found then
    perform splitplot.refuse('422', 'parameter_of_another_layer', 'parameters.' || foreign_parameter,
      format('parameter %s does not belong to layer %s', foreign_parameter, layer_key),
      'name it in the layer''s parameters');
  end if;
  insert into splitplot.shared_control (key, layer_id, parameters)
  values (create_shared_control.key, place.layer_id, create_shared_control.parameters)
  returning shared_control_id into made_control;
  perform splitplot.allocate_buckets(place.layer_id, traffic_ppm, 'shared_control', made_control);
  return made_control;
end
$$;

comment on function splitplot.create_shared_control(text, text, integer, jsonb) is
  'Makes a shared control of traffic_ppm buckets of a layer from the configuration instant on; its id. SP409 when too '
  'few are free, SP422 for an unknown layer or a parameter that is not the layer''s.';

grant execute on function splitplot.create_shared_control(text, text, integer, jsonb) to splitplot_api;
