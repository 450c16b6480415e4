-- beta_upper_tail(x, a, b): P(X > x) for X from Beta(a, b), directly, never as 1 - cdf.

create or replace function stats.beta_upper_tail(x float8, a float8, b float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.exp_or_zero(stats.beta_log_upper_tail(x, a, b))
$$;

comment on function stats.beta_upper_tail(float8, float8, float8) is
  'P(X > x), X from Beta(a, b), for positive finite a and b; others and NaN raise 22023.';
