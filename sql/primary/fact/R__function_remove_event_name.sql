-- remove_event_name(name): from now on events of this name are refused, where unknown ones are. Stored ones stay.

create or replace function splitplot.remove_event_name(name text)
  returns boolean
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if remove_event_name.name in ('order', 'cancellation', 'return') then
    perform splitplot.refuse('409', 'always_known', 'name', 'orders, cancellations and returns are always known');
  end if;
  delete from splitplot.event_name e where e.name = remove_event_name.name;
  return found;
end
$$;

comment on function splitplot.remove_event_name(text) is
  'Makes a name of events unknown; false: it was. SP409 for order, cancellation and return.';

grant execute on function splitplot.remove_event_name(text) to splitplot_api;
