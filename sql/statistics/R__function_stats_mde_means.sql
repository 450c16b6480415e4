-- mde_means(sd and n per arm, alpha, power): the smallest difference of means found with that power.
--
-- (z_{1-alpha/2} + z_power) standard errors; the other tail's share is neglected, as usual.

create or replace function stats.mde_means(
  sd_baseline float8, n_baseline float8, sd_treatment float8, n_treatment float8,
  alpha float8 default 0.05, power float8 default 0.8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
begin
  perform stats.require_power_arguments('stats.mde_means', alpha, power, 1);
  return (stats.normal_quantile(power) - stats.normal_quantile(alpha / 2))
    * stats.planned_standard_error(sd_baseline, n_baseline, sd_treatment, n_treatment);
end
$$;

comment on function stats.mde_means(float8, float8, float8, float8, float8, float8) is
  'Minimum detectable difference of means, in the metric''s unit, from standard deviation and '
  'units per arm, alpha (two-sided) and power. Nonsense raises 22023.';
