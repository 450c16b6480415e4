-- power_means(effect, sd and n per arm, alpha): the chance to find a difference of means.

create or replace function stats.power_means(
  effect float8, sd_baseline float8, n_baseline float8, sd_treatment float8, n_treatment float8,
  alpha float8 default 0.05)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  standard_error constant float8 :=
    stats.planned_standard_error(sd_baseline, n_baseline, sd_treatment, n_treatment);
begin
  return stats.power(effect, standard_error, standard_error, alpha);
end
$$;

comment on function stats.power_means(float8, float8, float8, float8, float8, float8) is
  'Power of the two-sided test of a difference of means, normal approximation. Arguments: effect in '
  'the metric''s unit, standard deviation and units per arm, alpha. With CUPED multiply both '
  'standard deviations by sqrt(1 - rho^2). Nonsense raises 22023.';
