-- beta_tail_quantile(tail, upper_tail, a, b): the x that cuts off a tail of Beta(a, b).
--
-- A tail above 1/2 is exchanged for its complement, which is exact there; a small one never is.
-- Newton's method in logit(x) on ln of the smaller tail. In that scale the density is log-concave,
-- hence so are both tails, and the method cannot run away. Relative error of x below 1e-11.

create or replace function stats.beta_tail_quantile(
  tail float8, upper_tail boolean, a float8, b float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  swap constant boolean := upper_tail <> (tail > 0.5); -- then it is a lower tail of 1 - X
  smaller constant float8 := least(tail, 1 - tail);
  first constant float8 := case when swap then b else a end;
  second constant float8 := case when swap then a else b end;
  log_beta float8;
  logit float8;
  previous float8;
  log_tail float8;
  step float8;
begin
  if not (tail >= 0 and tail <= 1) then
    raise exception 'stats.beta_quantile: the probability must be between 0 and 1, not %', tail
      using errcode = '22023';
  end if;
  if not (least(a, b) > 0 and greatest(a, b) < 'Infinity') then
    raise exception 'stats.beta: a and b must be positive and finite, not % and %', a, b
      using errcode = '22023';
  end if;
  if smaller = 0 then
    return case when swap then 1 else 0 end;
  end if;
  log_beta := stats.lbeta(first, second);
  logit := greatest(-700, case
    when least(a, b) > 1
      then ln(first / second) + stats.normal_quantile(smaller) * sqrt(1 / first + 1 / second)
    else (ln(smaller) + ln(first) + log_beta) / first -- the first term of the power series
  end);
  for i in 1..100 loop
    log_tail := stats.beta_log_tail(1 / (1 + exp(-logit)), 1 / (1 + exp(logit)), first, second);
    step := (ln(smaller) - log_tail)
            / exp(first * -stats.log1p(exp(-logit)) + second * -stats.log1p(exp(logit))
                  - log_beta - log_tail);
    previous := logit;
    logit := greatest(-700, least(700, logit + step)); -- beyond it exp() overflows
    exit when abs(logit - previous) < 1e-9; -- the next step would be its square
  end loop;
  logit := case when swap then -logit else logit end;
  return case when logit = -700 then 0 else 1 / (1 + exp(-logit)) end;
end
$$;

comment on function stats.beta_tail_quantile(float8, boolean, float8, float8) is
  'The x whose lower or upper tail under Beta(a, b) is tail; callers want beta_quantile. '
  'Source: Newton''s method on the log tail.';
