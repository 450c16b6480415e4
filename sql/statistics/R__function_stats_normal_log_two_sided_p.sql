-- normal_log_two_sided_p(z): ln P(|Z| > |z|) for a standard normal Z.
--
-- The one place where the normal tail is made. Near 0 it is log1p(-erf), precise in the distance
-- from 0; beyond, the scaled tail keeps it finite for any z. Source: Cody (1969), Math. Comp. 23.
-- Relative error below 1e-15.

create or replace function stats.normal_log_two_sided_p(z float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  x constant float8 := abs(z) * 0.7071067811865475244;
begin
  if z = 'NaN' then
    raise exception 'stats.normal: z must be a number, not NaN' using errcode = '22023';
  end if;
  return case
    when x <= 0.46875 then stats.log1p(-stats.erf(x))
    when x > 1e150 then '-Infinity'
    else ln(stats.erfc_scaled(x)) - z * z / 2
  end;
end
$$;

comment on function stats.normal_log_two_sided_p(float8) is
  'ln of the two-sided p-value of a standard normal z, precise near p = 1 and below 1e-300. '
  'NaN raises 22023. Source: Cody (1969).';
