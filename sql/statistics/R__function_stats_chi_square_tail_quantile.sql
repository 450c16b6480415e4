-- chi_square_tail_quantile(tail, upper, degrees_of_freedom): the x that cuts off the smaller tail.
--
-- Newton's method in ln x on ln of the tail, which is concave there, so that it cannot run away;
-- the start is Wilson and Hilferty (1931). Relative error below 1e-12.

create or replace function stats.chi_square_tail_quantile(
  tail float8, upper_tail boolean, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  a constant float8 := degrees_of_freedom / 2;
  direction constant integer := case when upper_tail then -1 else 1 end;
  target constant float8 := ln(tail);
  log_scale constant float8 := stats.lgamma(a);
  root float8;
  log_x float8; -- of x / 2
  log_tail float8;
  previous float8;
  step float8;
begin
  root := 1 - 1 / (9 * a) + direction * stats.normal_quantile(tail) * sqrt(1 / (9 * a));
  log_x := greatest(-700, case
    when root > 0.1 then ln(a) + 3 * ln(root)
    when upper_tail then ln(-target)
    else (target + stats.lgamma(a + 1)) / a -- the first term of the series, at the far left
  end);
  for i in 1..100 loop
    log_tail := case
      when upper_tail then stats.chi_square_log_upper_tail(2 * exp(log_x), degrees_of_freedom)
      else stats.chi_square_log_cdf(2 * exp(log_x), degrees_of_freedom)
    end;
    step := direction * (target - log_tail)
            / exp(a * log_x - exp(log_x) - log_scale - log_tail);
    previous := log_x;
    log_x := greatest(-700, log_x + step); -- below it the quantile is 0
    exit when abs(log_x - previous) < 1e-9; -- the next step would be its square
  end loop;
  return case when log_x = -700 then 0 else 2 * exp(log_x) end;
end
$$;

comment on function stats.chi_square_tail_quantile(float8, boolean, float8) is
  'The x whose lower or upper chi-square tail is tail, at most 1/2; callers want '
  'chi_square_quantile. Source: Wilson and Hilferty (1931); Newton''s method.';
