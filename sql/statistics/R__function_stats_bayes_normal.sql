-- bayes_normal(difference, standard_error, prior mean and sd, level): what a normal prior and a
-- normal estimate say about the effect.
--
-- Precision-weighted mean; chance to win Phi(m/s); expected loss of choosing treatment
-- E max(-effect, 0) = s phi(u) - m Phi(-u), u = m/s, written as s phi(u) (1 - u Phi(-u)/phi(u)) so
-- that it does not cancel. Not error-controlled: with a flat prior, looking until the chance to win
-- exceeds 95 % is as wrong as looking until p < 0.05.

create or replace function stats.bayes_normal(
  difference float8, standard_error float8,
  prior_mean float8 default 0, prior_sd float8 default null, level float8 default 0.95,
  out posterior_mean float8, out posterior_sd float8, out chance_to_win float8,
  out expected_loss_treatment float8, out expected_loss_baseline float8,
  out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  weight float8; -- square root of the data's weight against the prior's
  half_width float8;
begin
  perform stats.require_level('stats.bayes_normal', level);
  perform stats.require_estimate('stats.bayes_normal', difference, standard_error, 1);
  if not coalesce(abs(prior_mean) < 'Infinity', false)
     or not coalesce(prior_sd > 0 and prior_sd < 'Infinity', true) then
    raise exception
      'stats.bayes_normal: prior_mean must be finite and prior_sd positive or null, not % and %',
      prior_mean, prior_sd using errcode = '22023';
  end if;
  if difference is null or standard_error is null then
    state := 'insufficient_data';
    return;
  end if;
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  weight := case
    when prior_sd is null then 1
    else prior_sd / stats.hypotenuse(prior_sd, standard_error)
  end;
  posterior_mean := difference * stats.square(weight)
    + prior_mean * (1 - weight) * (1 + weight);
  posterior_sd := standard_error * weight;
  chance_to_win := stats.normal_cdf(posterior_mean / posterior_sd);
  expected_loss_treatment :=
    posterior_sd * stats.normal_loss(posterior_mean / posterior_sd);
  expected_loss_baseline :=
    posterior_sd * stats.normal_loss(-posterior_mean / posterior_sd);
  half_width := -posterior_sd * stats.normal_quantile((1 - level) / 2);
  interval_low := posterior_mean - half_width;
  interval_high := posterior_mean + half_width;
  state := 'ok';
end
$$;

comment on function stats.bayes_normal(float8, float8, float8, float8, float8) is
  'Posterior of an effect from a normal estimate and a normal prior (prior_sd null: flat): mean, '
  'sd, chance that treatment is better, expected loss of choosing either, equal-tailed interval. '
  'State: ok; insufficient_data (null estimate); zero_variance. Nonsense raises 22023.';
