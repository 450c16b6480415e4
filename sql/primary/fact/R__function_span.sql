-- span(length): a length of time in words, whatever the session's intervalstyle.

create or replace function splitplot.span(length interval)
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
  set intervalstyle = 'postgres_verbose'
as $$
  select ltrim(replace(replace(length::text, 'mins', 'minutes'), 'secs', 'seconds'), '@ ')
$$;

comment on function splitplot.span(interval) is 'A length of time as people write it, such as 30 days or 5 minutes.';
