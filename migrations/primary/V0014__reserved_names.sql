-- Names that begin with a dollar are the language's own, and a nested domain can be named without its unit type.

alter table splitplot.layer_parameter
  add constraint names_that_begin_with_a_dollar_are_reserved check (name not like '$%');

create unique index a_nested_domain_key_is_unique on splitplot.domain (key) where parent_layer_id is not null;

create index forced_variant_in_force on splitplot.forced_variant (experiment_id) where upper_inf(valid);

-- It has another argument now.
drop function if exists splitplot.find_targeting_problem(jsonb);
