-- t_inference(estimate, standard_error, degrees_of_freedom, level): statistic, p-value and
-- interval of an estimate, by Student's t.

create or replace function stats.t_inference(
  estimate float8, standard_error float8, degrees_of_freedom float8, level float8,
  out statistic float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8)
  language plpgsql immutable strict parallel safe
as $$
declare
  half_width constant float8 :=
    -standard_error * stats.student_t_quantile((1 - level) / 2, degrees_of_freedom);
begin
  statistic := estimate / standard_error;
  log_p_value := stats.student_t_log_two_sided_p(statistic, degrees_of_freedom);
  p_value := stats.exp_or_zero(log_p_value);
  interval_low := estimate - half_width;
  interval_high := estimate + half_width;
end
$$;

comment on function stats.t_inference(float8, float8, float8, float8) is
  't statistic, two-sided p-value with its ln, and interval at level of an estimate with a '
  'positive standard error. Nulls give nulls.';
