-- power_proportions(proportion and n per arm, alpha): the chance to find a difference of
-- proportions with the pooled z test.
--
-- As R's power.prop.test(strict = TRUE), also for unequal arms.

create or replace function stats.power_proportions(
  proportion_baseline float8, n_baseline float8, proportion_treatment float8, n_treatment float8,
  alpha float8 default 0.05)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  pooled float8;
begin
  perform stats.require_planned_proportions(
    'stats.power_proportions', proportion_baseline, proportion_treatment);
  if not (least(n_baseline, n_treatment) > 0 and n_baseline + n_treatment < 'Infinity') then
    raise exception 'stats.power_proportions: n must be positive and finite, not % and %',
      n_baseline, n_treatment using errcode = '22023';
  end if;
  pooled := (proportion_baseline * n_baseline + proportion_treatment * n_treatment)
            / (n_baseline + n_treatment);
  return stats.power(
    proportion_treatment - proportion_baseline,
    stats.planned_standard_error(
      sqrt(proportion_baseline * (1 - proportion_baseline)), n_baseline,
      sqrt(proportion_treatment * (1 - proportion_treatment)), n_treatment),
    stats.planned_standard_error(
      sqrt(pooled * (1 - pooled)), n_baseline, sqrt(pooled * (1 - pooled)), n_treatment),
    alpha);
end
$$;

comment on function stats.power_proportions(float8, float8, float8, float8, float8) is
  'Power of the pooled two-sided z test of a difference of proportions. Arguments: proportion and '
  'units per arm, alpha. Nonsense raises 22023. Source: R, power.prop.test(strict = TRUE).';
