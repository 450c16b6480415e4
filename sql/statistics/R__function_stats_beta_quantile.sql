-- beta_quantile(p, a, b): the x with P(X <= x) = p for X from Beta(a, b).

create or replace function stats.beta_quantile(p float8, a float8, b float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.beta_tail_quantile(p, false, a, b)
$$;

comment on function stats.beta_quantile(float8, float8, float8) is
  'The x with P(X <= x) = p, X from Beta(a, b). p outside 0 to 1 or parameters not positive and '
  'finite raise 22023. For a small upper tail: beta_upper_quantile.';
