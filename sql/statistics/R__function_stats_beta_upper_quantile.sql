-- beta_upper_quantile(q, a, b): the x with P(X > x) = q for X from Beta(a, b).
--
-- Its own function, as beta_quantile(1 - q) would lose a small q.

create or replace function stats.beta_upper_quantile(q float8, a float8, b float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.beta_tail_quantile(q, true, a, b)
$$;

comment on function stats.beta_upper_quantile(float8, float8, float8) is
  'The x with P(X > x) = q, X from Beta(a, b). q outside 0 to 1 or parameters not positive and '
  'finite raise 22023.';
