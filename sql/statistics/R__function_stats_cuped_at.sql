-- cuped_at(theta, moments per arm, level): difference of means, adjusted by theta times the
-- difference in a covariate from before the experiment.
--
-- Deng, Xu, Kohavi, Walker (2013), "Improving the sensitivity of online controlled experiments by
-- utilizing pre-experiment data", WSDM, for a slope that the caller brings (a common slope of
-- several phases, say): Welch's inference on y - theta x, whose moments follow from those of
-- (y, x). For the slope from these data: cuped.

create or replace function stats.cuped_at(
  theta float8,
  n_baseline bigint, mean_y_baseline float8, mean_x_baseline float8,
  syy_baseline float8, sxx_baseline float8, sxy_baseline float8,
  n_treatment bigint, mean_y_treatment float8, mean_x_treatment float8,
  syy_treatment float8, sxx_treatment float8, sxy_treatment float8,
  level float8 default 0.95,
  out difference float8, out standard_error float8, out degrees_of_freedom float8,
  out statistic float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8, out variance_ratio float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  unadjusted_error float8;
begin
  perform stats.require_level('stats.cuped_at', level);
  if not (stats.has_covariance_estimate('stats.cuped_at', 'baseline', n_baseline,
            mean_y_baseline, mean_x_baseline, syy_baseline, sxx_baseline, sxy_baseline)
          and stats.has_covariance_estimate('stats.cuped_at', 'treatment', n_treatment,
            mean_y_treatment, mean_x_treatment, syy_treatment, sxx_treatment, sxy_treatment)
          and theta is not null) then
    state := 'insufficient_data';
    return;
  end if;
  select w.difference, w.standard_error, w.degrees_of_freedom, w.statistic, w.p_value,
    w.log_p_value, w.interval_low, w.interval_high, w.state
  into difference, standard_error, degrees_of_freedom, statistic, p_value,
    log_p_value, interval_low, interval_high, state
  from stats.welch(
    n_baseline,
    0, -- only the difference of means enters, and it is made before anything rounds it
    greatest(0, syy_baseline - 2 * theta * sxy_baseline + theta * theta * sxx_baseline)
      / (n_baseline - 1),
    n_treatment,
    mean_y_treatment - mean_y_baseline - theta * (mean_x_treatment - mean_x_baseline),
    greatest(0, syy_treatment - 2 * theta * sxy_treatment + theta * theta * sxx_treatment)
      / (n_treatment - 1),
    level) w;
  unadjusted_error := stats.hypotenuse(
    sqrt(syy_baseline / (n_baseline - 1)) / sqrt(n_baseline),
    sqrt(syy_treatment / (n_treatment - 1)) / sqrt(n_treatment));
  if unadjusted_error > 0 then
    variance_ratio := stats.square(standard_error / unadjusted_error);
  end if;
end
$$;

comment on function stats.cuped_at(float8, bigint, float8, float8, float8, float8, float8,
  bigint, float8, float8, float8, float8, float8, float8) is
  'CUPED difference, treatment minus baseline, for a given slope theta of the metric y on the '
  'covariate x. Per arm: units, means of y and x, and the centred sums syy, sxx, sxy (sums of '
  'squared deviations and of their products, not divided). variance_ratio: variance of the '
  'difference over that without adjustment. State: ok, insufficient_data, zero_variance '
  '(difference only). Nonsense moments raise 22023. Source: Deng et al. (2013).';
