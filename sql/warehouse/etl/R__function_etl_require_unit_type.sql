-- require_unit_type(key): fails when the configuration has no such unit type.

create or replace function etl.require_unit_type(key text)
  returns void
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from splitplot.unit_type t where t.key = require_unit_type.key) then
    raise exception 'there is no unit type %', key
      using errcode = 'SP003',
        hint = 'there are: ' || coalesce((select string_agg(t.key, ', ' order by t.key) from splitplot.unit_type t),
          'none yet, the feed has not brought them');
  end if;
end
$$;

comment on function etl.require_unit_type(text) is 'Fails with SP003 when the key is of no unit type that the warehouse knows.';
