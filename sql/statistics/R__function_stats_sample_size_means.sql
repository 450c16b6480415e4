-- sample_size_means(effect, sd per arm, ratio, alpha, power): how many units find a difference.
--
-- n_c = (z_{1-alpha/2} + z_power)^2 (sd_c^2 + sd_t^2/ratio) / effect^2, n_t = ratio n_c.

create or replace function stats.sample_size_means(
  effect float8, sd_baseline float8, sd_treatment float8, ratio float8 default 1,
  alpha float8 default 0.05, power float8 default 0.8,
  out exact_baseline float8, out n_baseline bigint, out n_treatment bigint)
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_power_arguments('stats.sample_size_means', alpha, power, ratio);
  if abs(effect) >= 'Infinity' then
    raise exception 'stats.sample_size_means: effect must be finite, not %', effect
      using errcode = '22023';
  end if;
  if effect = 0 then
    return;
  end if;
  exact_baseline := (
    (stats.normal_quantile(power) - stats.normal_quantile(alpha / 2))
    * stats.planned_standard_error(sd_baseline, 1, sd_treatment, ratio) / effect) ^ 2;
  n_baseline := ceil(exact_baseline);
  n_treatment := ceil(ratio * exact_baseline);
end
$$;

comment on function stats.sample_size_means(float8, float8, float8, float8, float8, float8) is
  'Units per arm, unrounded for the baseline and rounded up for both, to find a difference of '
  'means with the given power. Arguments: effect in the metric''s unit, standard deviations, ratio '
  'of treatment to baseline units, alpha (two-sided), power. Null for an effect of 0. Nonsense '
  'raises 22023; more units than a bigint holds raise 22003.';
