-- beta_log_cdf(x, a, b): ln P(X <= x) for X from Beta(a, b).

create or replace function stats.beta_log_cdf(x float8, a float8, b float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.beta_log_tail(x, 1 - x, a, b)
$$;

comment on function stats.beta_log_cdf(float8, float8, float8) is
  'ln P(X <= x), X from Beta(a, b), for positive finite a and b; others and NaN raise 22023. '
  'Source: DiDonato and Morris (1992), Loader (2000).';
