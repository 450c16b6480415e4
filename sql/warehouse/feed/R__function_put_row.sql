-- put_row(source_table, content): takes a row of the primary as the apply worker would: its values are texts.
--
-- The worker refuses a row with a column that the warehouse lacks, so this does, too.

create or replace function etl.put_row(source_table text, content jsonb)
  returns void
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  columns text;
  literals text;
  missing text;
begin
  select
    string_agg(format('%I', c.name), ', ' order by c.name),
    string_agg(
      case when a.atttypid in ('json'::regtype, 'jsonb'::regtype)
        then format('%L', nullif(content -> c.name, 'null'))
        else format('%L', content ->> c.name) end,
      ', ' order by c.name),
    string_agg(c.name, ', ' order by c.name) filter (where a.attname is null)
  into columns, literals, missing
  from jsonb_object_keys(content) as c(name)
  left join pg_attribute a
    on a.attrelid = format('splitplot.%I', source_table)::regclass and a.attname = c.name and a.attnum > 0
   and not a.attisdropped;
  if missing is not null then
    raise exception 'the warehouse''s table splitplot.% lacks the column %', source_table, missing
      using errcode = 'undefined_column', hint = 'Run ./splitplot migrate.';
  end if;
  execute format('insert into splitplot.%I (%s) values (%s)', source_table, columns, literals);
end
$$;

comment on function etl.put_row(text, jsonb) is
  'Inserts a row, as JSON, into the warehouse''s table of that name in schema splitplot; those of facts are inlets.';
