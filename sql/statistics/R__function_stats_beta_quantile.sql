-- beta_quantile(p, a, b): the x with P(X <= x) = p for X from Beta(a, b).
--
-- Newton's method in logit(x) on ln of the smaller tail. In that scale the density is log-concave,
-- hence so are both tails, and the method cannot run away. Relative error of x below 1e-11.

create or replace function stats.beta_quantile(p float8, a float8, b float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  swap constant boolean := p > 0.5; -- then 1 - X, from Beta(b, a), has the smaller tail
  tail constant float8 := case when swap then 1 - p else p end;
  first constant float8 := case when swap then b else a end;
  second constant float8 := case when swap then a else b end;
  log_beta float8;
  logit float8;
  previous float8;
  log_tail float8;
  step float8;
begin
  if not (p >= 0 and p <= 1) then
    raise exception 'stats.beta_quantile: p must be between 0 and 1, not %', p
      using errcode = '22023';
  end if;
  if not (least(a, b) > 0 and greatest(a, b) < 'Infinity') then
    raise exception 'stats.beta: a and b must be positive and finite, not % and %', a, b
      using errcode = '22023';
  end if;
  if p = 0 or p = 1 then
    return p;
  end if;
  log_beta := stats.lbeta(first, second);
  logit := greatest(-700, case
    when least(a, b) > 1
      then ln(first / second) + stats.normal_quantile(tail) * sqrt(1 / first + 1 / second)
    else (ln(tail) + ln(first) + log_beta) / first -- the first term of the power series
  end);
  for i in 1..100 loop
    log_tail := stats.beta_log_tail(1 / (1 + exp(-logit)), 1 / (1 + exp(logit)), first, second);
    step := (ln(tail) - log_tail)
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

comment on function stats.beta_quantile(float8, float8, float8) is
  'The x with P(X <= x) = p, X from Beta(a, b). p outside 0 to 1 or parameters not positive and '
  'finite raise 22023. Source: Newton''s method on the log tail.';
