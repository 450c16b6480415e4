-- student_t_two_sided_p(t, degrees_of_freedom): P(|T| > |t|) for Student's t.

create or replace function stats.student_t_two_sided_p(t float8, degrees_of_freedom float8)
  returns float8
  language sql immutable strict parallel safe
as $$
  select stats.exp_or_zero(stats.student_t_log_two_sided_p(t, degrees_of_freedom))
$$;

comment on function stats.student_t_two_sided_p(float8, float8) is
  'Two-sided p-value of Student''s t; 0 when below the smallest float8. Degrees of freedom '
  'positive and finite, others and NaN raise 22023.';
