-- student_t_log_density(t, degrees_of_freedom): ln of the density of Student's t.

create or replace function stats.student_t_log_density(t float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  df constant float8 := least(degrees_of_freedom, 1e20); -- from there on it is the normal's
  size constant float8 := abs(t);
  log_ratio float8; -- ln(1 + t*t/df), by parts where t*t would overflow or underflow
begin
  if not (df > 0 and degrees_of_freedom < 'Infinity') then
    raise exception 'stats.student_t: degrees_of_freedom must be positive and finite, not %',
      degrees_of_freedom using errcode = '22023';
  end if;
  log_ratio := case
    when size > 1e10 * sqrt(df) then 2 * ln(size) - ln(df)
    when size < 1e-70 then 0
    else stats.log1p(size * size / df)
  end;
  return -(df + 1) / 2 * log_ratio - 0.5 * ln(df) - stats.lbeta(df / 2, 0.5);
end
$$;

comment on function stats.student_t_log_density(float8, float8) is
  'ln of the density of Student''s t for positive finite degrees of freedom; others raise 22023.';
