-- normal_log_cdf(z): ln P(Z <= z) for a standard normal Z.

create or replace function stats.normal_log_cdf(z float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.normal_log_upper_tail(-z)
$$;

comment on function stats.normal_log_cdf(float8) is
  'ln P(Z <= z), standard normal, also where the tail itself underflows. NaN raises 22023. '
  'Source: Cody (1969).';
