-- merge_history(declaration, staging, batch_id, started_at): puts staged rows into a table that keeps every version of a key.
--
-- With a column valid_from the rows say since when they hold, and may come in any order: the same rows give the same history.
-- Without one they hold from the batch's start, and a row that is as the version in force adds nothing.
--
-- A version ends where the next of its key begins, so only the ends of keys that the batch touches are set anew.

create or replace function etl.merge_history(declaration jsonb, staging regclass, batch_id bigint, started_at timestamptz,
  out added bigint, out changed bigint)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  table_name constant text := declaration -> 'target' ->> 'table';
  says_when constant boolean := declaration -> 'columns' @> '[{"name": "valid_from"}]';
  keys constant text := (
    select string_agg(quote_ident(k), ', ' order by n)
    from jsonb_array_elements_text(declaration -> 'target' -> 'key') with ordinality as t(k, n));
  columns constant text := (
    select string_agg(quote_ident(c ->> 'name'), ', ' order by n)
    from jsonb_array_elements(declaration -> 'columns') with ordinality as t(c, n)
    where c ->> 'name' <> 'valid_from');
  same_key constant text := (
    select string_agg(format('stored.%1$I = s.%1$I', k), ' and ' order by n)
    from jsonb_array_elements_text(declaration -> 'target' -> 'key') with ordinality as t(k, n));
begin
  execute format(
    $rows$
    with merged as (
      insert into external.%1$I as stored (%2$s, extra, valid_from, batch_id)
      select %2$s, extra, %3$s, $1
      from (select distinct on (%4$s) * from %5$s order by %4$s, place desc) s
      %6$s
      on conflict (%7$s, valid_from) do update
      set (%2$s, extra, batch_id) = (%8$s, excluded.extra, excluded.batch_id)
      where (%9$s, stored.extra) is distinct from (%8$s, excluded.extra)
      returning xmax = 0 as is_new
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new) from merged
    $rows$,
    table_name,
    columns,
    case when says_when then 'valid_from' else '$2' end,
    keys || case when says_when then ', valid_from' else '' end,
    staging,
    case
      when not says_when then format(
        'where not exists (select from external.%1$I stored where %2$s and stored.valid_to is null '
        'and (%3$s, stored.extra) is not distinct from (%4$s, s.extra))',
        table_name, same_key, etl.prefixed('stored', columns), etl.prefixed('s', columns))
      else ''
    end,
    keys,
    etl.prefixed('excluded', columns),
    etl.prefixed('stored', columns))
  using batch_id, started_at
  into added, changed;

  execute format(
    $ends$
    update external.%1$I stored
    set valid_to = s.valid_to
    from (
      select %2$s, t.valid_from, lead(t.valid_from) over (partition by %2$s order by t.valid_from) as valid_to
      from external.%1$I t
      where (%2$s) in (select %2$s from %3$s)
    ) s
    where %4$s and stored.valid_from = s.valid_from and stored.valid_to is distinct from s.valid_to
    $ends$, table_name, keys, staging, same_key);
end
$$;

comment on function etl.merge_history(jsonb, regclass, bigint, timestamptz) is
  'Adds the staged rows as versions of their keys and sets where versions end; gives how many are new and how many '
  'changed what they say for the same instant.';
