-- declare_attribute(name, type, description): says what type the values of an attribute have.

create or replace function splitplot.declare_attribute(name text, type text, description text default '')
  returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform splitplot.configuration_instant();
  if exists (select from splitplot.attribute a where a.name = declare_attribute.name) then
    perform splitplot.refuse('409', 'already_exists', 'name',
      format('attribute %s is declared already', declare_attribute.name), 'GET /v1/attributes lists them');
  end if;
  insert into splitplot.attribute (name, type, description)
  values (declare_attribute.name, declare_attribute.type, declare_attribute.description);
end
$$;

comment on function splitplot.declare_attribute(text, text, text) is
  'Declares an attribute. SP409 when it is declared already, or a condition in use takes it otherwise.';

grant execute on function splitplot.declare_attribute(text, text, text) to splitplot_api;
