-- chi_square_upper_tail(x, degrees_of_freedom): P(X > x) for chi-square X, never as 1 - cdf.

create or replace function stats.chi_square_upper_tail(x float8, degrees_of_freedom float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.exp_or_zero(stats.chi_square_log_upper_tail(x, degrees_of_freedom))
$$;

comment on function stats.chi_square_upper_tail(float8, float8) is
  'P(X > x), X chi-square: the p-value of a chi-square test. Degrees of freedom positive and '
  'finite, others and NaN raise 22023.';
