-- check_domain(): trigger function: no domain lies within itself.
--
-- A parent never changes, so a circle could only be made by one statement that makes all of it.

create or replace function splitplot.check_domain()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    with recursive outwards as (
      select l.domain_id
      from splitplot.layer l
      where l.layer_id = new.parent_layer_id
      union
      select l.domain_id
      from outwards o
      join splitplot.domain d on d.domain_id = o.domain_id
      join splitplot.layer l on l.layer_id = d.parent_layer_id
    )
    select from outwards o where o.domain_id = new.domain_id)
  then
    perform splitplot.refuse('422', 'domain_within_itself', 'layer',
      format('domain %s would lie in a layer of its own', new.key), 'make the domain in a layer that exists');
  end if;
  return null;
end
$$;

comment on function splitplot.check_domain() is 'Refuses (SP422) a domain whose parent layer lies within the domain.';
