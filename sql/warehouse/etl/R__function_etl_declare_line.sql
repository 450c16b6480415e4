-- declare_line(name, declaration): makes a line, or brings it up to a new declaration; gives its number.
--
-- The declaration has target, columns, gates, units and personal (see etl.line). A table as target is made, and gets columns that are new;
-- what would lose or reinterpret rows that are there (a column gone, another type, key or mode) is refused: that is another
-- line. Staging tables are made anew when they differ: what is in them is read from the source again.
--
-- Runs as its owner, so that whoever runs lines needs no right to make tables.

create or replace function etl.declare_line(name text, declaration jsonb)
  returns smallint
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  old jsonb;
  found_line_id smallint;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.line'), hashtext(name));
  perform etl.require_declaration(declaration);
  select l.declaration, l.line_id into old, found_line_id from etl.line l where l.name = declare_line.name;
  if declaration -> 'target' ->> 'kind' = 'events' then
    perform etl.require_unit_type(declaration -> 'target' ->> 'unit_type');
  end if;
  perform etl.require_unit_type(u.value)
  from jsonb_each_text(declaration -> 'units') u
  where u.value <> '$order';
  if old -> 'target' <> declaration -> 'target' then
    raise exception 'the line % has another target already: %', name, old -> 'target'
      using errcode = 'SP001', hint = 'give the new line another name';
  end if;
  -- looked up first, as an insert that finds a conflict uses up a number all the same
  if found_line_id is null then
    insert into etl.line as l (name, declaration) values (name, declaration) returning l.line_id into found_line_id;
  elsif old <> declaration then
    update etl.line l
    set (declaration, declared_at) = (declare_line.declaration, now())
    where l.line_id = found_line_id;
  end if;

  if declaration -> 'target' ->> 'kind' = 'table' then
    perform etl.make_target(declaration, coalesce(old -> 'columns', '[]'));
  end if;
  if old -> 'columns' is distinct from declaration -> 'columns' then
    perform etl.make_staging(name, declaration -> 'columns');
  end if;
  return found_line_id;
end
$$;

comment on function etl.declare_line(text, jsonb) is
  'Makes or changes a line with its staging tables and its target, and gives its line_id. Fails with SP001 when the line '
  'has another target, SP002 when a column would be lost or change its type, SP003 when the unit type is not known, SP006 '
  'when the declaration has a name or type that no table can have.';

grant execute on function etl.declare_line(text, jsonb) to splitplot_etl;
