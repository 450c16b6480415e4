-- erf(x): the error function.
--
-- PostgreSQL 15 has none. Rational approximation for |x| <= 0.46875, beyond it 1 - erfc(x):
-- Cody (1969), "Rational Chebyshev approximations for the error function", Math. Comp. 23.
-- Relative error below 1e-15.

create or replace function stats.erf(x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  square float8;
begin
  if abs(x) > 0.46875 then
    return sign(x) * (1 - stats.erfc(abs(x)));
  end if;
  square := stats.square(x);
  return x * ((((0.185777706184603153 * square + 3.16112374387056560) * square
                + 113.864154151050156) * square + 377.485237685302021) * square
              + 3209.37758913846947)
           / ((((square + 23.6012909523441209) * square + 244.024637934444173) * square
                + 1282.61652607737228) * square + 2844.23683343917062);
end
$$;

comment on function stats.erf(float8) is
  'Error function, 2/sqrt(pi) times the integral of exp(-t*t) from 0 to x. Source: Cody (1969).';
