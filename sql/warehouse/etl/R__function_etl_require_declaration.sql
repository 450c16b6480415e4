-- require_declaration(declaration): fails when names or types of a declaration can't be those of a table.

create or replace function etl.require_declaration(declaration jsonb)
  returns void
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
declare
  reserved constant text[] := '{place,extra,batch_id,valid_to,tableoid,xmin,xmax,cmin,cmax,ctid}';
  wrong text;
begin
  select string_agg(coalesce(n.name, 'null'), ', ') into wrong
  from (
    select c ->> 'name'
    from jsonb_array_elements(declaration -> 'columns') c
    where etl.sql_type(c ->> 'type') is null
      or c ->> 'name' = 'valid_from'
        and (declaration -> 'target' ->> 'mode', c ->> 'type') is distinct from ('history', 'timestamp')
    union all
    select n.name
    from (
      select declaration -> 'target' ->> 'table' where declaration -> 'target' ? 'table'
      union all select c ->> 'name' from jsonb_array_elements(declaration -> 'columns') c
      union all select jsonb_array_elements_text(declaration -> 'target' -> 'key')
    ) n(name)
    where n.name !~ '^[a-z][a-z0-9_]{0,39}$' or n.name = any (reserved)
  ) n(name);
  if wrong is not null then
    raise exception 'the declaration has names or types that no table can have: %', wrong
      using errcode = 'SP006',
        hint = 'names are small letters, digits and _, at most 40, and not one of ' || array_to_string(reserved, ', ')
          || '; valid_from is the timestamp of a history';
  end if;
end
$$;

comment on function etl.require_declaration(jsonb) is
  'Fails with SP006 when a table, column or key of the declaration has a name that is not plain, or a column no type.';
