-- check_parameter_owner(): trigger function: layers that share units never own the same parameter.
--
-- Within a domain the primary key says so; this says it for layers of different domains. Two transactions cannot
-- pass each other, as both hold the lock of configuration_instant().

create or replace function splitplot.check_parameter_owner()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  other_layer text;
begin
  perform splitplot.configuration_instant();
  select l.key into other_layer
  from splitplot.layer_parameter lp
  join splitplot.layer l using (layer_id)
  where lp.name = new.name
    and lp.layer_id <> new.layer_id
    and lp.domain_id <> new.domain_id
    and splitplot.layers_overlap(lp.layer_id, new.layer_id)
  order by l.key
  limit 1;
  if found then
    perform splitplot.refuse('409', 'parameter_of_another_layer', 'parameters',
      format('parameter %s belongs to layer %s, which shares units with this one', new.name, other_layer),
      'use another name, or put the experiments into that layer');
  end if;
  return new;
end
$$;

comment on function splitplot.check_parameter_owner() is
  'Refuses (SP409) a parameter that a layer with some of the same units owns.';
