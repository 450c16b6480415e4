-- merge_table(declaration, staging, batch_id, started_at): puts staged rows into a line's table, by its mode.
--
-- insert: what has a key that is there is left out. upsert: it replaces the row of its key, when it differs. history: see
-- etl.merge_history(). Of several rows of one key the last counts, with a version the last of the highest version; and a
-- row of an older version than the stored one is left out.

create or replace function etl.merge_table(declaration jsonb, staging regclass, batch_id bigint, started_at timestamptz,
  out added bigint, out changed bigint)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  target constant jsonb := declaration -> 'target';
  table_name constant text := target ->> 'table';
  version constant text := target ->> 'version';
  columns constant text := (
    select string_agg(quote_ident(c ->> 'name'), ', ' order by n)
    from jsonb_array_elements(declaration -> 'columns') with ordinality as t(c, n));
  keys constant text := (
    select string_agg(quote_ident(k), ', ' order by n)
    from jsonb_array_elements_text(target -> 'key') with ordinality as t(k, n));
  excluded_columns constant text := etl.prefixed('excluded', columns);
  stored_columns constant text := etl.prefixed('stored', columns);
begin
  if target ->> 'mode' = 'history' then
    select h.added, h.changed into added, changed
    from etl.merge_history(declaration, staging, batch_id, started_at) h;
    return;
  end if;
  execute format(
    $rows$
    with merged as (
      insert into external.%1$I as stored (%2$s, extra, batch_id)
      select %2$s, extra, $1
      from (%3$s) s
      %4$s
      returning xmax = 0 as is_new
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new) from merged
    $rows$,
    table_name,
    columns,
    case
      when keys is null then format('select * from %s order by place', staging)
      else format('select distinct on (%1$s) * from %2$s order by %1$s, %3$s place %4$s',
        keys, staging, coalesce(quote_ident(version) || ' desc, ', ''),
        case when target ->> 'mode' = 'insert' then 'asc' else 'desc' end)
    end,
    case
      when keys is null then ''
      when target ->> 'mode' = 'insert' then format('on conflict (%s) do nothing', keys)
      else format(
        'on conflict (%s) do update set (%s, extra, batch_id) = (%s, excluded.extra, excluded.batch_id) '
        'where (%s, stored.extra) is distinct from (%s, excluded.extra) %s',
        keys, columns, excluded_columns, stored_columns, excluded_columns,
        case when version is not null then format('and excluded.%1$I >= stored.%1$I', version) else '' end)
    end)
  using batch_id
  into added, changed;
end
$$;

comment on function etl.merge_table(jsonb, regclass, bigint, timestamptz) is
  'Inserts or upserts the staged rows; gives how many rows are new and how many changed.';
