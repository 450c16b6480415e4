-- refuse(status, code, field, message, hint): stops the statement with an error that a caller can show
-- as it is.
--
-- SQLSTATE SP404 or SP422 is the HTTP status; the constraint name carries the stable code and the column
-- name the field, because those are the parts of an error that drivers hand on untouched.

create or replace function report.refuse(
  status text, code text, field text, message text, hint text default '')
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'SP' || status, message = message, hint = hint, constraint = code, column = coalesce(field, '');
end
$$;

comment on function report.refuse(text, text, text, text, text) is
  'Raises SQLSTATE SP<status> with the message; constraint name = stable code, column name = field.';

grant execute on function report.refuse(text, text, text, text, text) to splitplot_analyst, splitplot_reporter;
