-- cuped_lift(theta, moments per arm, level): the adjusted difference relative to the baseline's mean.
--
-- Delta method for (adjusted difference)/(unadjusted baseline mean), which is what a reader can
-- compare with: the adjusted difference and the baseline mean are correlated through the baseline's
-- y, so that the baseline enters by the variance of (y - theta x) + L y, the treatment by that of
-- y - theta x, each over n mean_c^2, with L the lift. Normal quantile. Relative error below 1e-12.

create or replace function stats.cuped_lift(
  theta float8,
  n_baseline bigint, mean_y_baseline float8, mean_x_baseline float8,
  syy_baseline float8, sxx_baseline float8, sxy_baseline float8,
  n_treatment bigint, mean_y_treatment float8, mean_x_treatment float8,
  syy_treatment float8, sxx_treatment float8, sxy_treatment float8,
  level float8 default 0.95,
  out lift float8, out standard_error float8, out lift_low float8, out lift_high float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  baseline_sum float8; -- of squares of (y - theta x) + lift y, around its mean
  treatment_sum float8;
  half_width float8;
begin
  perform stats.require_level('stats.cuped_lift', level);
  if not (stats.has_covariance_estimate('stats.cuped_lift', 'baseline', n_baseline,
            mean_y_baseline, mean_x_baseline, syy_baseline, sxx_baseline, sxy_baseline)
          and stats.has_covariance_estimate('stats.cuped_lift', 'treatment', n_treatment,
            mean_y_treatment, mean_x_treatment, syy_treatment, sxx_treatment, sxy_treatment)
          and theta is not null) then
    state := 'insufficient_data';
    return;
  end if;
  if mean_y_baseline = 0 then
    state := 'undefined';
    return;
  end if;
  lift := (mean_y_treatment - mean_y_baseline - theta * (mean_x_treatment - mean_x_baseline))
          / mean_y_baseline;
  baseline_sum := greatest(0, (1 + lift) * (1 + lift) * syy_baseline
    - 2 * (1 + lift) * theta * sxy_baseline + theta * theta * sxx_baseline);
  treatment_sum := greatest(0, syy_treatment - 2 * theta * sxy_treatment
    + theta * theta * sxx_treatment);
  standard_error := stats.hypotenuse(
    sqrt(baseline_sum / (n_baseline - 1)) / sqrt(n_baseline),
    sqrt(treatment_sum / (n_treatment - 1)) / sqrt(n_treatment)) / abs(mean_y_baseline);
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  half_width := -standard_error * stats.normal_quantile((1 - level) / 2);
  lift_low := lift - half_width;
  lift_high := lift + half_width;
  state := 'interval';
end
$$;

comment on function stats.cuped_lift(float8, bigint, float8, float8, float8, float8, float8,
  bigint, float8, float8, float8, float8, float8, float8) is
  'CUPED difference for a slope theta relative to the unadjusted baseline mean, with delta-method '
  'standard error and interval. Arguments as for cuped_at. State: interval; insufficient_data; '
  'undefined (baseline mean 0); zero_variance (lift only). Nonsense moments raise 22023.';
