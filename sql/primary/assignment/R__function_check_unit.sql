-- check_unit(unit_type, unit_id): refuses what cannot be a unit.

create or replace function splitplot.check_unit(unit_type text, unit_id text)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from splitplot.unit_type ut where ut.key = unit_type) then
    perform splitplot.refuse('422', 'unknown_unit_type', 'unit_type',
      format('there is no unit type %s', coalesce(left(unit_type, 80), 'null')),
      format('there are %s', (select string_agg(ut.key, ', ' order by ut.unit_type_id) from splitplot.unit_type ut)));
  end if;
  if unit_id is null or octet_length(unit_id) not between 1 and 256 then
    perform splitplot.refuse('422', 'invalid_unit_id', 'unit.' || unit_type,
      format('a unit id has 1 to 256 bytes, this one has %s', coalesce(octet_length(unit_id), 0)));
  end if;
end
$$;

comment on function splitplot.check_unit(text, text) is
  'Refuses (SP422) an unknown unit type and a unit id that is missing or not 1 to 256 bytes long.';

grant execute on function splitplot.check_unit(text, text) to splitplot_api, splitplot_analyst;
