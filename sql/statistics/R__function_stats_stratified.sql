-- stratified(n, mean, variance per arm and phase, level, weighting): one difference of means over
-- phases with different allocation.
--
-- Pooling phases of a ramp mixes the phases' levels into the difference (Simpson's paradox:
-- Crook et al., KDD 2009); here each phase is compared with itself and the differences are joined.
-- Weights: mantel_haenszel n_c n_t/(n_c + n_t), the default for decisions; post_stratified
-- n_c + n_t, the effect on all exposed; inverse_variance, best if the effect is the same
-- everywhere but biased for small phases of skewed metrics. With one phase it equals welch exactly.

create or replace function stats.stratified(
  n_baseline bigint[], mean_baseline float8[], variance_baseline float8[],
  n_treatment bigint[], mean_treatment float8[], variance_treatment float8[],
  level float8 default 0.95, weighting text default 'mantel_haenszel',
  out difference float8, out standard_error float8, out degrees_of_freedom float8,
  out statistic float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8,
  out heterogeneity_statistic float8, out heterogeneity_degrees_of_freedom integer,
  out heterogeneity_p_value float8, out phases_used integer, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  phase record;
  differences float8[] := '{}';
  standard_errors float8[] := '{}';
  phases_degrees_of_freedom float8[] := '{}';
  weights float8[] := '{}';
begin
  perform stats.require_phases('stats.stratified', weighting, n_baseline, mean_baseline,
    variance_baseline, n_treatment, mean_treatment, variance_treatment);
  for i in 1..coalesce(cardinality(n_baseline), 0) loop
    select w.difference, w.standard_error,
      -- a phase without any variance has no degrees of freedom of its own; it adds no error either
      coalesce(w.degrees_of_freedom, n_baseline[i] + n_treatment[i] - 2) as degrees_of_freedom
    into phase
    from stats.welch(n_baseline[i], mean_baseline[i], variance_baseline[i],
                     n_treatment[i], mean_treatment[i], variance_treatment[i], level) w;
    if phase.difference is null
       or (weighting = 'inverse_variance' and phase.standard_error = 0) then
      continue;
    end if;
    differences := differences || phase.difference;
    standard_errors := standard_errors || phase.standard_error;
    phases_degrees_of_freedom := phases_degrees_of_freedom || phase.degrees_of_freedom;
    weights := weights || case weighting
      when 'mantel_haenszel' then
        n_baseline[i]::float8 / (n_baseline[i] + n_treatment[i]) * n_treatment[i]
      when 'post_stratified' then n_baseline[i]::float8 + n_treatment[i]
      else (1 / phase.standard_error) ^ 2
    end;
  end loop;
  phases_used := cardinality(differences);
  select c.difference, c.standard_error, c.degrees_of_freedom, c.statistic, c.p_value,
    c.log_p_value, c.interval_low, c.interval_high, c.heterogeneity_statistic,
    c.heterogeneity_degrees_of_freedom, c.heterogeneity_p_value, c.state
  into difference, standard_error, degrees_of_freedom, statistic, p_value,
    log_p_value, interval_low, interval_high, heterogeneity_statistic,
    heterogeneity_degrees_of_freedom, heterogeneity_p_value, state
  from stats.combine(
    differences, standard_errors, phases_degrees_of_freedom, weights, level) c;
end
$$;

comment on function stats.stratified(
  bigint[], float8[], float8[], bigint[], float8[], float8[], float8, text) is
  'Difference of means, treatment minus baseline, combined over phases; one array element per '
  'phase. Phases with fewer than 2 units in an arm are left out (phases_used). weighting: '
  'mantel_haenszel, post_stratified, inverse_variance (leaves out phases without variance). '
  'Heterogeneity: Cochran''s Q. State: ok, insufficient_data, zero_variance (difference only). '
  'Arrays of unequal length, an unknown weighting or nonsense moments raise 22023.';
