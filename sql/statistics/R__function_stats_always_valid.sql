-- always_valid(difference, standard_error, mixing_variance, level): test and interval that hold at
-- every look, however often one looks.
--
-- The normal-mixture sequential test (Robbins 1970; Johari, Koomen, Pekelis, Walsh 2022, "Always
-- valid inference", Oper. Res. 70) with V the squared standard error and tau^2 the mixing variance:
-- ln Lambda = ln(V/(V + tau^2))/2 + tau^2 d^2/(2 V (V + tau^2)), p = 1/Lambda, and the matching
-- confidence sequence; the asymptotic one of Waudby-Smith et al. (2024) is the same for
-- tau^2 = rho^2 n V. tau^2 is fixed before launch. The p-value to report is the smallest over all
-- looks so far: the caller keeps it. Look only after about 100 units and 10 conversions in each
-- arm, as V is an estimate. Relative error below 1e-13.

create or replace function stats.always_valid(
  difference float8, standard_error float8, mixing_variance float8, level float8 default 0.95,
  out log_likelihood_ratio float8, out p_value float8, out log_p_value float8,
  out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  information float8; -- tau^2 / V
  half_width float8;
begin
  perform stats.require_level('stats.always_valid', level);
  perform stats.require_estimate(
    'stats.always_valid', difference, standard_error, mixing_variance);
  if difference is null or standard_error is null then
    state := 'insufficient_data';
    return;
  end if;
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  information := mixing_variance / standard_error / standard_error;
  log_likelihood_ratio := (stats.square(difference / standard_error)
    * (information / (1 + information)) - stats.log1p(information)) / 2;
  log_p_value := least(0, -log_likelihood_ratio);
  p_value := stats.exp_or_zero(log_p_value);
  half_width := standard_error * sqrt(
    (1 + 1 / information) * (stats.log1p(information) - 2 * ln(1 - level)));
  interval_low := difference - half_width;
  interval_high := difference + half_width;
  state := 'ok';
end
$$;

comment on function stats.always_valid(float8, float8, float8, float8) is
  'Two-sided always-valid inference at one look: ln of the mixture likelihood ratio, p-value with '
  'its ln, confidence sequence at level. State: ok; insufficient_data (null estimate); '
  'zero_variance (no inference: a width of 0 would stop by mistake). Nonsense raises 22023. '
  'Source: Johari et al. (2022), Waudby-Smith et al. (2024).';
