-- student_t_upper_tail(t, degrees_of_freedom): P(T > t) for Student's t, never as 1 - cdf.

create or replace function stats.student_t_upper_tail(t float8, degrees_of_freedom float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  half constant float8 := stats.student_t_two_sided_p(t, degrees_of_freedom) / 2;
begin
  return case when t < 0 then 1 - half else half end;
end
$$;

comment on function stats.student_t_upper_tail(float8, float8) is
  'P(T > t), Student''s t; 0 when below the smallest float8. Degrees of freedom positive and '
  'finite, others and NaN raise 22023.';
