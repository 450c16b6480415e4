-- More groups of roles, and less for those that were there: each can do what its members need and nothing more.

-- Roles belong to the whole server, so another database of the same server may have made them.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['splitplot_reporter', 'splitplot_agent'] loop
    begin
      execute format('create role %I nologin', role_name);
    exception
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;

-- The feed reads what is published, and nothing else.
revoke all on all tables in schema splitplot from splitplot_feed;
do $$
begin
  execute (
    select format('grant select on %s to splitplot_feed', string_agg(format('%I.%I', p.schemaname, p.tablename), ', '))
    from pg_publication_tables p
    where p.pubname = 'splitplot_warehouse');
end
$$;

-- The API hands facts to functions and never reads them.
revoke select on splitplot.exposure, splitplot.event, splitplot.session_variant from splitplot_api;
