-- The schemas of the primary, and the group roles that everything else is granted to.
--
-- The groups cannot log in. Whoever operates the database makes log-in roles of its own and puts
-- them into a group; a group can do what its member needs and nothing more.

create extension if not exists btree_gist with schema public;

create schema splitplot;
create schema stats;

comment on schema splitplot is 'Configuration, assignment, and the facts that services report.';
comment on schema stats is 'Statistics as pure functions; the same text is installed in the warehouse.';

-- Roles belong to the whole server, so another database of the same server may have made them.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['splitplot_api', 'splitplot_analyst', 'splitplot_feed'] loop
    begin
      execute format('create role %I nologin', role_name);
    exception
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;

-- Functions are granted one by one: what nobody granted, nobody but the owner can call.
alter default privileges revoke execute on functions from public;
alter default privileges in schema stats grant execute on functions to public;

grant usage on schema splitplot to splitplot_api, splitplot_analyst, splitplot_feed;
grant usage on schema stats to public;
