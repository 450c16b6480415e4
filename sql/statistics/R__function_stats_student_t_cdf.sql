-- student_t_cdf(t, degrees_of_freedom): P(T <= t) for Student's t.

create or replace function stats.student_t_cdf(t float8, degrees_of_freedom float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.student_t_upper_tail(-t, degrees_of_freedom)
$$;

comment on function stats.student_t_cdf(float8, float8) is
  'P(T <= t), Student''s t, precise in the lower tail. Degrees of freedom positive and finite, '
  'others and NaN raise 22023.';
