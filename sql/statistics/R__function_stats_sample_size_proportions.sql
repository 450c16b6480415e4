-- sample_size_proportions(proportions, ratio, alpha, power): how many units find a difference of
-- proportions with the pooled z test.
--
-- n_c = ((z_{1-alpha/2} s_0 + z_power s_1) / (p_t - p_c))^2 with the standard errors of one baseline
-- unit, s_0 pooled and s_1 not; n_t = ratio n_c.

create or replace function stats.sample_size_proportions(
  proportion_baseline float8, proportion_treatment float8, ratio float8 default 1,
  alpha float8 default 0.05, power float8 default 0.8,
  out exact_baseline float8, out n_baseline bigint, out n_treatment bigint)
  language plpgsql immutable strict parallel safe
as $$
declare
  pooled float8;
begin
  perform stats.require_power_arguments('stats.sample_size_proportions', alpha, power, ratio);
  perform stats.require_planned_proportions(
    'stats.sample_size_proportions', proportion_baseline, proportion_treatment);
  if proportion_baseline = proportion_treatment then
    return;
  end if;
  pooled := (proportion_baseline + ratio * proportion_treatment) / (1 + ratio);
  exact_baseline := (
    (stats.normal_quantile(power) * stats.planned_standard_error(
       sqrt(proportion_baseline * (1 - proportion_baseline)), 1,
       sqrt(proportion_treatment * (1 - proportion_treatment)), ratio)
     - stats.normal_quantile(alpha / 2) * stats.planned_standard_error(
         sqrt(pooled * (1 - pooled)), 1, sqrt(pooled * (1 - pooled)), ratio))
    / (proportion_treatment - proportion_baseline)) ^ 2;
  n_baseline := ceil(exact_baseline);
  n_treatment := ceil(ratio * exact_baseline);
end
$$;

comment on function stats.sample_size_proportions(float8, float8, float8, float8, float8) is
  'Units per arm, unrounded for the baseline and rounded up for both, to find a difference of '
  'proportions with the given power. Arguments: proportions, ratio of treatment to baseline units, '
  'alpha (two-sided), power. Null for equal proportions. Nonsense raises 22023.';
