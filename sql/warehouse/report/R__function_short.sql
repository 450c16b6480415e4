-- short(x): a number for a sentence, with three significant digits and no exponent.

create or replace function report.short(x float8)
  returns text
  language plpgsql immutable strict
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  select case
    when x = 0 then '0'
    else trim_scale(round(x::numeric, 2 - floor(log(abs(x)))::integer))::text
  end
  );
end
$$;

comment on function report.short(float8) is 'The number to three significant digits, as text.';

grant execute on function report.short(float8) to splitplot_analyst, splitplot_reporter;
