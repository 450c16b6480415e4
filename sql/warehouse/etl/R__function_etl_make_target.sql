-- make_target(declaration, old_columns): makes the table of a line, or adds the columns that it lacks.

create or replace function etl.make_target(declaration jsonb, old_columns jsonb)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  target constant jsonb := declaration -> 'target';
  table_name constant text := target ->> 'table';
  is_history constant boolean := target ->> 'mode' = 'history';
  key_columns constant text := (
    select string_agg(quote_ident(k), ', ' order by n)
    from jsonb_array_elements_text(target -> 'key') with ordinality as t(k, n));
  lost text;
  added record;
begin
  select string_agg(format('%s %s', o ->> 'name', o ->> 'type'), ', ') into lost
  from jsonb_array_elements(old_columns) o
  where not exists (
    select from jsonb_array_elements(declaration -> 'columns') c
    where c ->> 'name' = o ->> 'name' and c ->> 'type' = o ->> 'type');
  if lost is not null then
    raise exception 'the table external.% has columns that the declaration lacks or gives another type: %', table_name, lost
      using errcode = 'SP002', hint = 'keep them, or begin another line with another table';
  end if;

  if to_regclass(format('external.%I', table_name)) is null then
    execute format('create table external.%I (batch_id bigint not null, extra jsonb)', table_name);
    if is_history then
      execute format('alter table external.%I add valid_from timestamptz not null, add valid_to timestamptz', table_name);
    end if;
    execute format('comment on table external.%I is %L', table_name,
      format('Loaded by an assembly line, mode %s. batch_id: see etl.line_batch; extra: fields that nobody declared.%s',
        target ->> 'mode',
        case when is_history then ' A version is in force from valid_from until before valid_to; null: it still is.' end));
    execute format('grant select on external.%I to splitplot_analyst, splitplot_etl', table_name);
  elsif old_columns = '[]' then
    raise exception 'the table external.% belongs to another line', table_name
      using errcode = 'SP001', hint = 'give this line''s table another name';
  end if;
  for added in
    select c ->> 'name' as name, c ->> 'type' as type
    from jsonb_array_elements(declaration -> 'columns') with ordinality as t(c, n)
    where not exists (select from jsonb_array_elements(old_columns) o where o ->> 'name' = c ->> 'name')
      and not (is_history and c ->> 'name' = 'valid_from')
    order by n
  loop
    execute format('alter table external.%I add %I %s', table_name, added.name, etl.sql_type(added.type));
  end loop;
  if old_columns = '[]' and key_columns is not null then
    execute format('alter table external.%I add constraint %I unique (%s)',
      table_name, table_name || '_key', key_columns || case when is_history then ', valid_from' else '' end);
  end if;
end
$$;

comment on function etl.make_target(jsonb, jsonb) is
  'Makes the table of a declaration in schema external, or adds to it what old_columns lacks. Fails with SP001 when the '
  'table is another line''s, SP002 when columns would be lost or change their types.';
