-- welch(n, mean, variance per arm, level): difference of two means, treatment minus baseline.
--
-- Welch (1947), "The generalization of Student's problem when several different population
-- variances are involved", Biometrika 34; degrees of freedom by Satterthwaite (1946). Never the
-- pooled variance: with a small ramp arm it is badly wrong. Relative error below 1e-12.

create or replace function stats.welch(
  n_baseline bigint, mean_baseline float8, variance_baseline float8,
  n_treatment bigint, mean_treatment float8, variance_treatment float8,
  level float8 default 0.95,
  out difference float8, out standard_error float8, out degrees_of_freedom float8,
  out statistic float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  has_baseline constant boolean := stats.has_variance_estimate(
    'stats.welch', 'baseline', n_baseline, mean_baseline, variance_baseline);
  has_treatment constant boolean := stats.has_variance_estimate(
    'stats.welch', 'treatment', n_treatment, mean_treatment, variance_treatment);
begin
  perform stats.require_level('stats.welch', level);
  if not (has_baseline and has_treatment) then
    state := 'insufficient_data';
    return;
  end if;
  difference := mean_treatment - mean_baseline;
  select s.standard_error, s.degrees_of_freedom
  into standard_error, degrees_of_freedom
  from stats.satterthwaite(
    array[sqrt(variance_baseline) / sqrt(n_baseline),
          sqrt(variance_treatment) / sqrt(n_treatment)],
    array[n_baseline - 1, n_treatment - 1]) s;
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  select i.statistic, i.p_value, i.log_p_value, i.interval_low, i.interval_high
  into statistic, p_value, log_p_value, interval_low, interval_high
  from stats.t_inference(difference, standard_error, degrees_of_freedom, level) i;
  state := 'ok';
end
$$;

comment on function stats.welch(bigint, float8, float8, bigint, float8, float8, float8) is
  'Welch''s t test and interval for treatment minus baseline, in the metric''s unit. Arguments: '
  'units, mean and n-1 sample variance per arm, confidence level. State: ok; insufficient_data '
  '(null or fewer than 2 units in an arm: everything null); zero_variance (difference only). '
  'Negative, NaN or infinite moments or a level outside 0 to 1 raise 22023. Source: Welch (1947).';
