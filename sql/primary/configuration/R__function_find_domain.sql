-- find_domain(domain_key, unit_type): a domain by its key; only for the root must the unit type be said.

create or replace function splitplot.find_domain(domain_key text, unit_type text default null)
  returns splitplot.domain
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  found_domain splitplot.domain;
begin
  if unit_type is not null and not exists (select from splitplot.unit_type ut where ut.key = unit_type) then
    perform splitplot.refuse('422', 'unknown_unit_type', 'unit_type', format('there is no unit type %s', unit_type));
  elsif unit_type is null and domain_key = 'root' then
    perform splitplot.refuse('422', 'missing_field', 'unit_type',
      'unit_type: this field is required, as each unit type has a domain root');
  end if;
  select d.* into found_domain
  from splitplot.domain d
  join splitplot.unit_type ut using (unit_type_id)
  where d.key = domain_key and ut.key = coalesce(find_domain.unit_type, ut.key);
  if not found then
    perform splitplot.refuse('422', 'unknown_domain', 'domain',
      format('there is no domain %s%s', domain_key, ' of unit type ' || unit_type), 'GET /v1/domains lists them');
  end if;
  return found_domain;
end
$$;

comment on function splitplot.find_domain(text, text) is
  'The domain; SP422 for an unknown one, an unknown unit type, and the root of no unit type.';

grant execute on function splitplot.find_domain(text, text) to splitplot_api;
