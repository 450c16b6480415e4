-- pair_moments(y, x): counts, means and centred sums of pairs, as one value to store: what cuped and
-- ratio_moments ask for.
--
-- PostgreSQL's own accumulation for regr_sxy and its kin (Youngs and Cramer 1971), of versions 15
-- to 18. A pair with a null does not count: give a missing covariate a value first.

create or replace aggregate stats.pair_moments(y float8, x float8) (
  sfunc = float8_regr_accum,
  stype = float8[],
  initcond = '{0,0,0,0,0,0}',
  combinefunc = float8_regr_combine,
  finalfunc = stats.centred_pair_moments,
  parallel = safe
);

comment on aggregate stats.pair_moments(float8, float8) is
  '{n, mean_y, mean_x, syy, sxx, sxy} of pairs (y, x) without a null: means, sums of squared '
  'deviations and of their products. NaN or infinity raise 22023. To be merged by '
  'merge_pair_moments.';
