-- student_t_log_upper_tail(t, degrees_of_freedom): ln P(T > t) for Student's t.

create or replace function stats.student_t_log_upper_tail(t float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  log_half constant float8 :=
    stats.student_t_log_two_sided_p(t, degrees_of_freedom) - 0.69314718055994530942;
begin
  return case when t < 0 then stats.log_complement(log_half) else log_half end;
end
$$;

comment on function stats.student_t_log_upper_tail(float8, float8) is
  'ln P(T > t), Student''s t, also where the tail itself underflows. Degrees of freedom positive '
  'and finite, others and NaN raise 22023.';
