-- always_valid_one_sided(difference, standard_error, mixing_variance, level): is the difference
-- above 0? A guardrail that may be watched at every look.
--
-- Half-normal mixture: ln(1 + sqrt(1 + r)/(2 a)) in the place of ln(sqrt(1 + r)/a), r = tau^2/V,
-- a = 1 - level (Waudby-Smith et al. 2024, Ann. Stat., appendix). To put 2 a into the two-sided
-- formula instead would neglect paths that cross both sides. Harm by a decrease is tested with the
-- difference negated; "not worse by more than m" with m added. Tune tau^2 for level 1 - 2 a.

create or replace function stats.always_valid_one_sided(
  difference float8, standard_error float8, mixing_variance float8, level float8 default 0.95,
  out p_value float8, out log_p_value float8, out lower_bound float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  information float8; -- tau^2 / V
  excess float8;
begin
  perform stats.require_level('stats.always_valid_one_sided', level);
  perform stats.require_estimate(
    'stats.always_valid_one_sided', difference, standard_error, mixing_variance);
  if difference is null or standard_error is null then
    state := 'insufficient_data';
    return;
  end if;
  if standard_error = 0 then
    state := 'zero_variance';
    return;
  end if;
  information := mixing_variance / standard_error / standard_error;
  excess := stats.square(difference / standard_error) * (information / (1 + information)) / 2;
  log_p_value := case
    when difference <= 0 or excess < 1e-300 then 0
    else least(0, stats.log1p(information) / 2 - 0.69314718055994530942
                  - excess - stats.log_complement(-excess))
  end;
  p_value := stats.exp_or_zero(log_p_value);
  lower_bound := difference - standard_error * sqrt(
    (1 + 1 / information) * 2 * stats.log1p(sqrt(1 + information) / (2 * (1 - level))));
  state := 'ok';
end
$$;

comment on function stats.always_valid_one_sided(float8, float8, float8, float8) is
  'One-sided always-valid inference at one look, against a difference of 0 or less: p-value with '
  'its ln, and lower confidence bound at level. State: ok; insufficient_data (null estimate); '
  'zero_variance (no inference). Nonsense raises 22023. Source: Waudby-Smith et al. (2024).';
