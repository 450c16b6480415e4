-- gamma_log_series(a, x): ln P(a, x), the lower regularised incomplete gamma function, for x
-- below or near the mean a.
--
-- The series of positive terms (Abramowitz and Stegun 6.5.29), the density in Loader's deviance
-- form. Relative error of P below 1e-12. The number of terms grows as the root of a: about 250
-- at 1e3, 25,000 at 1e7.

create or replace function stats.gamma_log_series(a float8, x float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  term float8 := 1;
  total float8 := 1;
  k float8 := a;
begin
  if x < 1e-200 then -- only the first term is left, and a / x could overflow
    return least(0, a * ln(x) - stats.lgamma(a + 1));
  end if;
  while term > 1e-17 * total loop
    k := k + 1;
    term := term * (x / k);
    total := total + term;
  end loop;
  return least(0, ln(total) - 0.5 * ln(a) - 0.91893853320467274178
    - stats.deviance_term(a, x, a - x) - stats.stirling_error(a));
end
$$;

comment on function stats.gamma_log_series(float8, float8) is
  'ln of the lower regularised incomplete gamma function for 0 < x <= a + 1; callers want '
  'chi_square_log_cdf. Source: Abramowitz and Stegun 6.5.29, Loader (2000).';
