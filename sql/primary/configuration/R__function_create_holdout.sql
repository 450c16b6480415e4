-- create_holdout(key, layer_key, traffic_ppm): units that no experiment touches which starts from now on.

create or replace function splitplot.create_holdout(key text, layer_key text, traffic_ppm integer)
  returns integer
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  made_holdout integer;
  place splitplot.layer := splitplot.lock_layer(layer_key);
begin
  insert into splitplot.holdout (key, layer_id)
  values (create_holdout.key, place.layer_id)
  returning holdout_id into made_holdout;
  perform splitplot.allocate_buckets(place.layer_id, traffic_ppm, 'holdout', made_holdout);
  return made_holdout;
end
$$;

comment on function splitplot.create_holdout(text, text, integer) is
  'Makes a holdout of traffic_ppm buckets of a layer from the configuration instant on; its id. SP409 when too few are '
  'free, SP422 for an unknown layer.';

grant execute on function splitplot.create_holdout(text, text, integer) to splitplot_api;
