-- deviance_term(k, m, difference): k ln(k/m) + m - k, where difference = k - m.
--
-- The exponent of a beta or gamma density, without the cancellation of its parts near k = m:
-- Loader (2000), "Fast and accurate computation of binomial probabilities", function bd0. The
-- caller passes k - m because it often knows it better than the subtraction would.

create or replace function stats.deviance_term(k float8, m float8, difference float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  v constant float8 := difference / (k + m);
  total float8;
  previous float8;
  term float8;
  square float8;
  j integer := 1;
begin
  if abs(v) >= 0.1 then
    return k * ln(k / m) - difference;
  end if;
  if abs(v) < 1e-100 then -- its square would underflow
    return 0;
  end if;
  total := difference * v;
  term := 2 * k * v;
  square := v * v;
  loop
    previous := total;
    term := term * square;
    j := j + 2;
    total := total + term / j;
    exit when total = previous;
  end loop;
  return total;
end
$$;

comment on function stats.deviance_term(float8, float8, float8) is
  'k ln(k/m) + m - k for positive k and m and difference = k - m. Source: Loader (2000).';
