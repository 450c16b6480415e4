-- student_t_quantile(p, degrees_of_freedom): the t with P(T <= t) = p for Student's t.
--
-- With many degrees of freedom and p not extreme the Cornish-Fisher series in the normal
-- quantile z is exact to 1e-14 (Abramowitz and Stegun 26.7.5). Otherwise it is the start of
-- Newton's method in ln t: on ln of the tail when p is small, on ln of P(0 < T < t) when p is
-- near 1/2, where the tail would cancel. Both are concave in ln t, so the method cannot run away.
-- Relative error below 1e-12.

create or replace function stats.student_t_quantile(p float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  df constant float8 := least(degrees_of_freedom, 1e20); -- from there on it is the normal's
  tail constant float8 := least(p, 1 - p);
  z float8;
  square float8;
  log_t float8;
  previous float8;
  step float8;
  log_p float8;
  log_hazard float8;
begin
  if not (p >= 0 and p <= 1) then
    raise exception 'stats.student_t_quantile: p must be between 0 and 1, not %', p
      using errcode = '22023';
  end if;
  if not (df > 0 and degrees_of_freedom < 'Infinity') then
    raise exception 'stats.student_t: degrees_of_freedom must be positive and finite, not %',
      degrees_of_freedom using errcode = '22023';
  end if;
  if tail = 0 or tail = 0.5 then
    return case when tail = 0.5 then 0 else sign(p - 0.5) * 'Infinity'::float8 end;
  end if;
  z := stats.normal_quantile(tail);
  square := z * z;
  z := -z * (1 + ((square + 1) / 4
    + ((5 * square + 16) * square + 3) / 96 / df
    + (((3 * square + 19) * square + 17) * square - 15) / 384 / df / df
    + ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945)
      / 92160 / df / df / df) / df);
  if df >= 1000 and square <= 0.01 * df then
    return sign(p - 0.5) * z;
  end if;
  log_t := case when df > 2 and square < df then ln(z) else 0 end;
  for i in 1..100 loop
    log_p := stats.student_t_log_two_sided_p(exp(log_t), df);
    log_hazard := stats.student_t_log_density(exp(log_t), df) + log_t + 0.69314718055994530942;
    if tail < 0.25 then
      step := (log_p - ln(2 * tail)) / exp(log_hazard - log_p);
    else
      log_p := stats.log_complement(log_p);
      step := (stats.log1p(-2 * tail) - log_p) / exp(log_hazard - log_p);
    end if;
    previous := log_t;
    log_t := least(log_t + step, 709); -- beyond it exp() overflows
    exit when abs(log_t - previous) < 1e-9; -- the next step would be its square
  end loop;
  return sign(p - 0.5) * case when log_t = 709 then 'Infinity' else exp(log_t) end;
end
$$;

comment on function stats.student_t_quantile(float8, float8) is
  'The t with P(T <= t) = p, Student''s t; infinite at 0 and 1 and beyond 1e307. p outside '
  '0 to 1 or degrees of freedom not positive and finite raise 22023. The upper quantile of q is '
  'the negative at q. '
  'Source: Abramowitz and Stegun 26.7.5; Newton''s method.';
