-- check_layer_parameters(): trigger function: an experiment sets only parameters that its layer owns.
--
-- Parameters that are no object are left to the table's constraint, which comes after this.

create or replace function splitplot.check_layer_parameters()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  foreign_parameter text;
  layer_key text;
begin
  select name.key, l.key
  into foreign_parameter, layer_key
  from splitplot.experiment e
  join splitplot.layer l using (layer_id)
  cross join lateral jsonb_object_keys(
    case when jsonb_typeof(new.parameters) = 'object' then new.parameters else '{}' end) as name(key)
  where e.experiment_id = new.experiment_id
    and not exists (
      select from splitplot.layer_parameter lp where lp.layer_id = l.layer_id and lp.name = name.key)
  order by name.key
  limit 1;
  if foreign_parameter is not null then
    perform splitplot.refuse('422', 'parameter_of_another_layer', 'variants.parameters.' || foreign_parameter,
      format('parameter %s does not belong to layer %s', foreign_parameter, layer_key),
      'name it in the layer''s parameters, or put the experiment into the layer that owns it');
  end if;
  return new;
end
$$;

comment on function splitplot.check_layer_parameters() is
  'Refuses (SP422) a parameter that does not belong to the layer of the experiment.';
