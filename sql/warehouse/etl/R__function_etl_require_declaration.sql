-- require_declaration(declaration): fails when names or types of a declaration can't be those of a table, or columns of units or
-- persons are none of it.

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

  select string_agg(n.name, ', ') into wrong
  from (
    select k from jsonb_object_keys(declaration -> 'units') k
    where not declaration -> 'columns' @> jsonb_build_array(jsonb_build_object('name', k, 'type', 'text'))
    union all
    select p from jsonb_array_elements_text(declaration -> 'personal') p
    where not declaration -> 'columns' @> jsonb_build_array(jsonb_build_object('name', p))
      or declaration -> 'target' -> 'key' ? p or p = 'valid_from'
  ) n(name);
  if wrong is not null then
    raise exception 'units are named by columns of type text, and what is personal is a column but no key: %', wrong
      using errcode = 'SP006', hint = 'correct units and personal';
  end if;
end
$$;

comment on function etl.require_declaration(jsonb) is
  'Fails with SP006 when a table, column or key of the declaration has a name that is not plain, a column no type, '
  'or units or personal name what can''t be.';
