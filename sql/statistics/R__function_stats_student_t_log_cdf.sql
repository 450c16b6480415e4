-- student_t_log_cdf(t, degrees_of_freedom): ln P(T <= t) for Student's t.

create or replace function stats.student_t_log_cdf(t float8, degrees_of_freedom float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.student_t_log_upper_tail(-t, degrees_of_freedom)
$$;

comment on function stats.student_t_log_cdf(float8, float8) is
  'ln P(T <= t), Student''s t, also where the tail itself underflows. Degrees of freedom positive '
  'and finite, others and NaN raise 22023.';
