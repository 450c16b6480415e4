-- student_t_log_density(t, degrees_of_freedom): ln of the density of Student's t.

create or replace function stats.student_t_log_density(t float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  size constant float8 := abs(t);
  log_ratio float8; -- ln(1 + t*t/df), by parts where t*t would overflow or underflow
begin
  log_ratio := case
    when size > 1e10 * sqrt(degrees_of_freedom) then 2 * ln(size) - ln(degrees_of_freedom)
    when size < 1e-150 then 0
    else stats.log1p(size * size / degrees_of_freedom)
  end;
  return -(degrees_of_freedom + 1) / 2 * log_ratio - 0.5 * ln(degrees_of_freedom)
         - stats.lbeta(degrees_of_freedom / 2, 0.5);
end
$$;

comment on function stats.student_t_log_density(float8, float8) is
  'ln of the density of Student''s t for positive finite degrees of freedom; others raise 22023.';
