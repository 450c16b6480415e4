-- normal_two_sided_p(z): P(|Z| > |z|) for a standard normal Z.

create or replace function stats.normal_two_sided_p(z float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.exp_or_zero(stats.normal_log_two_sided_p(z))
$$;

comment on function stats.normal_two_sided_p(float8) is
  'Two-sided p-value of a standard normal z; 0 when below the smallest float8. NaN raises 22023.';
