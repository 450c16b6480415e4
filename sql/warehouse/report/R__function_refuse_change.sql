-- refuse_change(): trigger function: what was looked at cannot be taken back.

create or replace function report.refuse_change()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform report.refuse('409', 'append_only', null,
    format('%s.%s is append only', tg_table_schema, tg_table_name), 'looks and analyses stay as they were');
  return null;
end
$$;

comment on function report.refuse_change() is 'Refuses (SP409 append_only) whatever it is a trigger of.';
