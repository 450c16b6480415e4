-- erfc(x): 1 - erf(x), precise where erf(x) is near 1.
--
-- exp(-x*x) is split at a multiple of 1/16, whose square is exact, so that the rounding of x*x
-- is not multiplied by x*x: Cody (1969), Math. Comp. 23. Relative error below 1e-14.

create or replace function stats.erfc(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  head float8;
begin
  if x < 0.46875 then
    return case when x < -0.46875 then 2 - stats.erfc(-x) else 1 - stats.erf(x) end;
  end if;
  if x > 27.2 and x < 'NaN' then
    return 0;
  end if;
  head := floor(16 * x) / 16;
  return exp(-head * head) * (exp(-(x - head) * (x + head)) * stats.erfc_scaled(x));
end
$$;

comment on function stats.erfc(float8) is
  'Complementary error function, 1 - erf(x); 0 from 27.2 on. Source: Cody (1969).';
