-- lift_delta(n, mean, variance per arm, level): relative lift with the delta-method interval.
--
-- var(lift) = v_t/m_c^2 + v_c m_t^2/m_c^4 with v = variance/n: first-order Taylor expansion of the
-- ratio of means, normal quantile. Good while the baseline's relative error is small; lift()
-- decides. Relative error below 1e-13.

create or replace function stats.lift_delta(
  n_baseline bigint, mean_baseline float8, variance_baseline float8,
  n_treatment bigint, mean_treatment float8, variance_treatment float8,
  level float8 default 0.95,
  out lift float8, out standard_error float8, out lift_low float8, out lift_high float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  parts record;
  half_width float8;
begin
  perform stats.require_level('stats.lift_delta', level);
  select * into parts
  from stats.lift_parts('stats.lift_delta', n_baseline, mean_baseline, variance_baseline,
                        n_treatment, mean_treatment, variance_treatment);
  lift := parts.lift;
  state := parts.state;
  if state = 'interval' then
    standard_error := stats.hypotenuse(parts.error_treatment, parts.ratio * parts.error_baseline);
    half_width := -standard_error * stats.normal_quantile((1 - level) / 2);
    lift_low := lift - half_width;
    lift_high := lift + half_width;
  end if;
end
$$;

comment on function stats.lift_delta(bigint, float8, float8, bigint, float8, float8, float8) is
  'Relative lift, treatment over baseline minus 1, with delta-method standard error and interval. '
  'State: interval, insufficient_data, undefined (baseline mean 0), zero_variance (lift only). '
  'Nonsense raises 22023. Source: delta method.';
