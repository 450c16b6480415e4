-- ratio_moments(n, means and centred sums of numerator and denominator): a ratio metric in the
-- shape of a mean.
--
-- For R = sum of numerators / sum of denominators the delta method says: R behaves like the mean
-- of (N - R D)/mean(D) + R over units. Deng, Knoblich, Lu (2018), "Applying the delta method in
-- metric analytics", KDD. With this mean and variance everything for means answers for ratios:
-- welch, lift, stratified. The unit must be what was randomised; taking page views for units gives
-- 15 % false positives where 5 % are promised.

create or replace function stats.ratio_moments(
  n bigint, mean_numerator float8, mean_denominator float8,
  snn float8, sdd float8, snd float8,
  out mean float8, out variance float8)
  language plpgsql immutable strict parallel safe
as $$
begin
  if not stats.has_covariance_estimate(
       'stats.ratio_moments', 'the arm', n, mean_numerator, mean_denominator, snn, sdd, snd)
     or mean_denominator = 0 then
    return;
  end if;
  mean := mean_numerator / mean_denominator;
  variance := greatest(0, snn - 2 * mean * snd + mean * mean * sdd)
              / (n - 1) / mean_denominator / mean_denominator;
end
$$;

comment on function stats.ratio_moments(bigint, float8, float8, float8, float8, float8) is
  'Ratio of sums and its variance per unit (n times the variance of the ratio), by the delta '
  'method, to be used as mean and variance of n units. Arguments: units, means of numerator and '
  'denominator, and the centred sums snn, sdd, snd (of squared deviations and of their products, '
  'not divided). Null for fewer than 2 units or a mean denominator of 0. Nonsense raises 22023. '
  'Good while the denominator''s mean has a relative error below 0.1. Source: Deng et al. (2018).';
