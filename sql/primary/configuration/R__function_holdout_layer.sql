-- holdout_layer(domain_key, unit_type): the key of the layer that a domain has for holdouts alone, made when missing.
--
-- In a layer of its own a holdout takes no buckets from any experiment, and is independent of them all.

create or replace function splitplot.holdout_layer(domain_key text, unit_type text default null)
  returns text
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  place splitplot.domain := splitplot.find_domain(domain_key, unit_type);
  layer_key text := (
    select format('holdouts.%s.%s', ut.key, place.key)
    from splitplot.unit_type ut
    where ut.unit_type_id = place.unit_type_id);
begin
  perform splitplot.configuration_instant();
  if not exists (
    select from splitplot.layer l where l.key = layer_key and l.domain_id = place.domain_id)
  then
    insert into splitplot.layer (domain_id, unit_type_id, key)
    values (place.domain_id, place.unit_type_id, layer_key);
  end if;
  return layer_key;
end
$$;

comment on function splitplot.holdout_layer(text, text) is
  'holdouts.<unit type>.<domain>: a layer of the domain without parameters. SP422 as find_domain.';

grant execute on function splitplot.holdout_layer(text, text) to splitplot_api;
