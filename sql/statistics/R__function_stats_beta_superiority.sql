-- beta_superiority(a_x, b_x, a_y, b_y): P(Y > X) for X from Beta(a_x, b_x), Y from Beta(a_y, b_y).
--
-- For whole a_y a finite sum (Miller, "Formulas for Bayesian A/B testing", 2015; Cook 2005):
-- sum over i < a_y of B(a_x + i, b_x + b_y)/((b_y + i) B(1 + i, b_y) B(a_x, b_x)), by the ratio of
-- one term to the next. The four parameters can change places, so the smallest one is summed over.
-- Above 100,000 terms the normal approximation (error below 1e-3 there). Absolute error of the sum
-- below 1e-10.

create or replace function stats.beta_superiority(a_x float8, b_x float8, a_y float8, b_y float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  smallest constant float8 := least(a_x, b_x, a_y, b_y);
begin
  if not (smallest >= 1 and greatest(a_x, b_x, a_y, b_y) < 1e15) then
    raise exception 'stats.beta_superiority: parameters must be from 1 to 1e15, not %, %, %, %',
      a_x, b_x, a_y, b_y using errcode = '22023';
  end if;
  if smallest > 100000 then
    return stats.normal_cdf(
      (a_y / (a_y + b_y) - a_x / (a_x + b_x))
      / stats.hypotenuse(
          sqrt(a_x / (a_x + b_x) * (b_x / (a_x + b_x)) / (a_x + b_x + 1)),
          sqrt(a_y / (a_y + b_y) * (b_y / (a_y + b_y)) / (a_y + b_y + 1))));
  end if;
  return case smallest
    when a_y then stats.beta_superiority_sum(a_x, b_x, a_y, b_y)
    when b_x then stats.beta_superiority_sum(b_y, a_y, b_x, a_x)
    when a_x then 1 - stats.beta_superiority_sum(a_y, b_y, a_x, b_x)
    else 1 - stats.beta_superiority_sum(b_x, a_x, b_y, a_y)
  end;
end
$$;

comment on function stats.beta_superiority(float8, float8, float8, float8) is
  'P(Y > X) for two independent beta variables with whole parameters from 1; others raise 22023. '
  'Source: Miller (2015).';
