-- beta_log_tail(x, y, a, b): ln I_x(a, b) = ln P(X <= x) for X from Beta(a, b), with y = 1 - x.
--
-- The caller gives x and y both, so that neither is rounded away near 0 or 1. The fraction gives
-- the tail on x's side of the mean, the other is its complement. I_y(b, a) is the upper tail.
-- Relative error of the smaller tail: see beta_log_fraction.

create or replace function stats.beta_log_tail(x float8, y float8, a float8, b float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  lambda float8;
begin
  if not (least(a, b) > 0 and greatest(a, b) < 'Infinity') then
    raise exception 'stats.beta: a and b must be positive and finite, not % and %', a, b
      using errcode = '22023';
  end if;
  if x = 'NaN' or y = 'NaN' then
    raise exception 'stats.beta: x must be a number, not NaN' using errcode = '22023';
  end if;
  if x <= 0 or y <= 0 then
    return case when x <= 0 then '-Infinity'::float8 else 0 end;
  end if;
  lambda := case when x < 1e-30 then a when y < 1e-30 then -b else a * y - b * x end;
  return case
    when x <= (a + 1) / (a + b + 2) then stats.beta_log_fraction(x, y, lambda, a, b)
    else stats.log_complement(stats.beta_log_fraction(y, x, -lambda, b, a))
  end;
end
$$;

comment on function stats.beta_log_tail(float8, float8, float8, float8) is
  'ln P(X <= x), X from Beta(a, b), given x and y = 1 - x; positive finite a and b, others and '
  'NaN raise 22023. Source: DiDonato and Morris (1992), Loader (2000).';
