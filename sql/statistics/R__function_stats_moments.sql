-- moments(value): count, mean and sum of squared deviations of rows, as one value to store.
--
-- PostgreSQL's own accumulation (Youngs and Cramer 1971), in C and parallel; sums of raw squares
-- would lose all digits of money-like data. For values far from 0 aggregate value - k with a
-- constant k and add k to the mean: that restores the last digits.

create or replace aggregate stats.moments(float8) (
  sfunc = float8_accum,
  stype = float8[],
  initcond = '{0,0,0}',
  combinefunc = float8_combine,
  finalfunc = stats.centred_moments,
  parallel = safe
);

comment on aggregate stats.moments(float8) is
  '{n, mean, sum of squared deviations} of the values; nulls do not count. The sample variance is '
  'the third over n - 1. NaN or infinity raise 22023. To be merged by merge_moments.';
