-- normal_cdf(z): P(Z <= z) for a standard normal Z.

create or replace function stats.normal_cdf(z float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.normal_upper_tail(-z)
$$;

comment on function stats.normal_cdf(float8) is
  'P(Z <= z), standard normal, precise in the lower tail. NaN raises 22023. Source: Cody (1969).';
