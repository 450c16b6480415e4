-- short_p(p): a p-value for a sentence: "p = 0.0123", or "p < 0.0001".

create or replace function report.short_p(p float8)
  returns text
  language plpgsql immutable strict
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  select case when p < 0.0001 then 'p < 0.0001' else 'p = ' || report.short(p) end
  );
end
$$;

comment on function report.short_p(float8) is 'The p-value to three significant digits, as text.';

grant execute on function report.short_p(float8) to splitplot_analyst, splitplot_reporter;
