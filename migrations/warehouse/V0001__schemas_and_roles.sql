-- The schemas of the warehouse, and the group roles that everything else is granted to.
--
-- The groups cannot log in. Whoever operates the database makes log-in roles of its own and puts
-- them into a group; a group can do what its member needs and nothing more.

create schema splitplot;
create schema fact;
create schema etl;
create schema rollup;
create schema report;
create schema stats;

comment on schema splitplot is
  'What the primary publishes arrives here: copies of its configuration, and inlets for its facts.';
comment on schema fact is 'What happened, from all sources, each fact once, in order of arrival. Append only.';
comment on schema etl is 'What the assembly line has done: batches and their watermarks.';
comment on schema rollup is 'Sums of the facts, by unit and by variant, kept up to date by rollup.advance().';
comment on schema report is 'What analysts call.';
comment on schema stats is 'Statistics as pure functions; the same text is installed in the primary.';

-- Roles belong to the whole server, so another database of the same server may have made them.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['splitplot_analyst', 'splitplot_etl'] loop
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

grant usage on schema splitplot, fact, etl, rollup, report to splitplot_analyst, splitplot_etl;
grant usage on schema stats to public;
