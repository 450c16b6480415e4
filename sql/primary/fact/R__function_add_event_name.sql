-- add_event_name(name): from now on events may have this name, where unknown ones are refused.

create or replace function splitplot.add_event_name(name text)
  returns boolean
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into splitplot.event_name (name) values (add_event_name.name) on conflict do nothing;
  return found;
end
$$;

comment on function splitplot.add_event_name(text) is 'Makes a name of events known; false: it was.';

grant execute on function splitplot.add_event_name(text) to splitplot_api;
