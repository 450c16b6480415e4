-- chi_square_log_upper_tail(x, degrees_of_freedom): ln P(X > x) for chi-square X.
--
-- The ln of the p-value of a chi-square test, finite where the p-value itself is 0.

create or replace function stats.chi_square_log_upper_tail(x float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  return case
    when x >= degrees_of_freedom + 2 and x < 'Infinity' and degrees_of_freedom > 0
      then stats.gamma_log_fraction(degrees_of_freedom / 2, x / 2)
    else stats.log_complement(stats.chi_square_log_cdf(x, degrees_of_freedom))
  end;
end
$$;

comment on function stats.chi_square_log_upper_tail(float8, float8) is
  'ln P(X > x), X chi-square. Degrees of freedom positive and finite, others and NaN raise '
  '22023. Source: Abramowitz and Stegun 6.5.29, 6.5.31.';
