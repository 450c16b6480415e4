-- chi_square_log_cdf(x, degrees_of_freedom): ln P(X <= x) for chi-square X.

create or replace function stats.chi_square_log_cdf(x float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  a constant float8 := degrees_of_freedom / 2;
begin
  if not (a > 0 and a < 'Infinity') then
    raise exception 'stats.chi_square: degrees_of_freedom must be positive and finite, not %',
      degrees_of_freedom using errcode = '22023';
  end if;
  if x = 'NaN' then
    raise exception 'stats.chi_square: x must be a number, not NaN' using errcode = '22023';
  end if;
  return case
    when x < 1e-307 then '-Infinity'
    when x = 'Infinity' then 0
    when x < degrees_of_freedom + 2 then stats.gamma_log_series(a, x / 2)
    else stats.log_complement(stats.gamma_log_fraction(a, x / 2))
  end;
end
$$;

comment on function stats.chi_square_log_cdf(float8, float8) is
  'ln P(X <= x), X chi-square; x below 1e-307 counts as 0. Degrees of freedom positive and '
  'finite, others and NaN raise 22023. Source: Abramowitz and Stegun 6.5.29, 6.5.31.';
