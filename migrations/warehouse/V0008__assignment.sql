-- What it takes to decide again here: the functions of sql/assignment are the primary's text, with its grants.

-- Roles belong to the whole server, so the primary, if it is on the same one, may have made it.
do $$
begin
  create role splitplot_api nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

-- It says of one thing more now, and its type cannot be replaced.
drop function if exists report.traffic_of(integer, etl.batch);
