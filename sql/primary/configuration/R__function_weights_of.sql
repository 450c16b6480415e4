-- weights_of(variants): the weights of variants in the form that open_phase takes, by variant, without those of 0.

create or replace function splitplot.weights_of(variants jsonb)
  returns jsonb
  language sql immutable
as $$
  select coalesce(jsonb_object_agg(v ->> 'variant_id', v -> 'weight_ppm'), '{}')
  from jsonb_array_elements(variants) as v
  where (v ->> 'weight_ppm')::integer > 0
$$;

comment on function splitplot.weights_of(jsonb) is 'Object of variant_id to weight_ppm, comparable.';
