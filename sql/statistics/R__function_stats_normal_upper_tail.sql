-- normal_upper_tail(z): P(Z > z) for a standard normal Z, directly, never as 1 - cdf.
--
-- exp(-z*z/2) is split at a multiple of 1/16 so that the rounding of z*z does not grow with z.
-- Source: Cody (1969), Math. Comp. 23. Relative error below 1e-15 down to 1e-300.

create or replace function stats.normal_upper_tail(z float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  head float8;
begin
  if z = 'NaN' then
    raise exception 'stats.normal: z must be a number, not NaN' using errcode = '22023';
  end if;
  if abs(z) < 0.66 then
    return (1 - stats.erf(z * 0.7071067811865475244)) / 2;
  end if;
  if z < 0 then
    return 1 - stats.normal_upper_tail(-z);
  end if;
  if z > 37 then -- the product below would underflow piece by piece
    return stats.exp_or_zero(stats.normal_log_upper_tail(z));
  end if;
  head := floor(16 * z) / 16;
  return 0.5 * stats.erfc_scaled(z * 0.7071067811865475244)
         * exp(-head * head / 2) * exp(-(z - head) * (z + head) / 2);
end
$$;

comment on function stats.normal_upper_tail(float8) is
  'P(Z > z), standard normal; 0 when below the smallest float8 (see normal_log_upper_tail). '
  'NaN raises 22023. Source: Cody (1969).';
