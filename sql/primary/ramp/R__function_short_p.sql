-- short_p(p_value): a p-value in a sentence.

create or replace function splitplot.short_p(p_value float8)
  returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select case when p_value < 0.001 then trim(to_char(p_value, '9.9EEEE')) else round(p_value::numeric, 4)::text end
$$;

comment on function splitplot.short_p(float8) is 'The p-value with four places, or two digits and an exponent.';
