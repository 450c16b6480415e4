-- cuped_interacted(moments per arm, level): difference of means, adjusted for a covariate with a
-- slope per arm.
--
-- Lin (2013), "Agnostic notes on regression adjustments to experimental data", Ann. Appl. Stat.
-- 7:295: asymptotically never worse than the plain difference, also with unequal arms and
-- different slopes, where the common slope can be (Freedman 2008). Variance per arm from its
-- residuals with n - 2 degrees of freedom; the row-level HC2 variance differs by order 1/n.

create or replace function stats.cuped_interacted(
  n_baseline bigint, mean_y_baseline float8, mean_x_baseline float8,
  syy_baseline float8, sxx_baseline float8, sxy_baseline float8,
  n_treatment bigint, mean_y_treatment float8, mean_x_treatment float8,
  syy_treatment float8, sxx_treatment float8, sxy_treatment float8,
  level float8 default 0.95,
  out difference float8, out standard_error float8, out degrees_of_freedom float8,
  out statistic float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8,
  out theta_baseline float8, out theta_treatment float8, out variance_ratio float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  n_c constant float8 := n_baseline;
  n_t constant float8 := n_treatment;
  -- a constant covariate has no slope to estimate
  residual_df_baseline constant float8 :=
    n_baseline - case when sxx_baseline > 0 then 2 else 1 end;
  residual_df_treatment constant float8 :=
    n_treatment - case when sxx_treatment > 0 then 2 else 1 end;
  residual_baseline float8;
  residual_treatment float8;
  unadjusted_error float8;
begin
  perform stats.require_level('stats.cuped_interacted', level);
  if not (stats.has_covariance_estimate('stats.cuped_interacted', 'baseline', n_baseline,
            mean_y_baseline, mean_x_baseline, syy_baseline, sxx_baseline, sxy_baseline)
          and stats.has_covariance_estimate('stats.cuped_interacted', 'treatment', n_treatment,
            mean_y_treatment, mean_x_treatment, syy_treatment, sxx_treatment, sxy_treatment)
          and residual_df_baseline > 0 and residual_df_treatment > 0) then
    state := 'insufficient_data';
    return;
  end if;
  theta_baseline := case when sxx_baseline > 0 then sxy_baseline / sxx_baseline else 0 end;
  theta_treatment := case when sxx_treatment > 0 then sxy_treatment / sxx_treatment else 0 end;
  residual_baseline := greatest(0, syy_baseline - theta_baseline * sxy_baseline);
  residual_treatment := greatest(0, syy_treatment - theta_treatment * sxy_treatment);
  -- each arm is moved to the covariate's mean over both
  difference := mean_y_treatment - mean_y_baseline
    - (theta_treatment * (n_c / (n_c + n_t)) + theta_baseline * (n_t / (n_c + n_t)))
      * (mean_x_treatment - mean_x_baseline);
  select s.standard_error, s.degrees_of_freedom
  into standard_error, degrees_of_freedom
  from stats.satterthwaite(
    array[sqrt(residual_baseline / residual_df_baseline) / sqrt(n_c),
          sqrt(residual_treatment / residual_df_treatment) / sqrt(n_t)],
    array[residual_df_baseline, residual_df_treatment]) s;
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  unadjusted_error := stats.hypotenuse(
    sqrt(syy_baseline / (n_c - 1)) / sqrt(n_c), sqrt(syy_treatment / (n_t - 1)) / sqrt(n_t));
  variance_ratio := stats.square(standard_error / unadjusted_error);
  select i.statistic, i.p_value, i.log_p_value, i.interval_low, i.interval_high
  into statistic, p_value, log_p_value, interval_low, interval_high
  from stats.t_inference(difference, standard_error, degrees_of_freedom, level) i;
  state := case when sxx_baseline = 0 and sxx_treatment = 0 then 'unadjusted' else 'ok' end;
end
$$;

comment on function stats.cuped_interacted(bigint, float8, float8, float8, float8, float8,
  bigint, float8, float8, float8, float8, float8, float8) is
  'CUPED difference, treatment minus baseline, with a slope per arm (Lin''s form). Arguments as '
  'for cuped_at. State: ok; unadjusted (the covariate is constant, so this is welch); '
  'insufficient_data (fewer than 3 units in an arm); zero_variance (difference only). '
  'Nonsense moments raise 22023. Source: Lin (2013).';
