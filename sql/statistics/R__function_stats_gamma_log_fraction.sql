-- gamma_log_fraction(a, x): ln Q(a, x), the upper regularised incomplete gamma function, for x
-- above the mean a.
--
-- Legendre's continued fraction (Abramowitz and Stegun 6.5.31, even part) by Lentz's method, the
-- density in Loader's deviance form. Relative error of Q below 1e-12. The number of steps grows
-- as the root of a: about 150 at 1e3, 10,000 at 1e7.

create or replace function stats.gamma_log_fraction(a float8, x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  beta float8 := x - a + 1;
  fraction float8 := beta;
  c float8 := beta;
  d float8 := 0;
  alpha float8;
  factor float8;
begin
  for n in 1..10000000 loop
    alpha := n * (a - n);
    beta := beta + 2;
    d := 1 / (beta + alpha * d);
    c := beta + alpha / c;
    factor := c * d;
    fraction := fraction * factor;
    exit when abs(factor - 1) < 4e-16;
  end loop;
  return 0.5 * ln(a) - 0.91893853320467274178
    - stats.deviance_term(a, x, a - x) - stats.stirling_error(a) - ln(fraction);
end
$$;

comment on function stats.gamma_log_fraction(float8, float8) is
  'ln of the upper regularised incomplete gamma function for x >= a + 1; callers want '
  'chi_square_log_upper_tail. Source: Abramowitz and Stegun 6.5.31, Loader (2000).';
