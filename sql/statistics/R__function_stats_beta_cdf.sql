-- beta_cdf(x, a, b): P(X <= x) for X from Beta(a, b), the regularised incomplete beta function.

create or replace function stats.beta_cdf(x float8, a float8, b float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.exp_or_zero(stats.beta_log_cdf(x, a, b))
$$;

comment on function stats.beta_cdf(float8, float8, float8) is
  'P(X <= x), X from Beta(a, b), for positive finite a and b; others and NaN raise 22023.';
