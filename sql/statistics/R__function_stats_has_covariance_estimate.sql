-- has_covariance_estimate(caller, arm, n, means, centred sums): can an adjustment be made from this
-- arm?
--
-- The gate for moments of a pair (y, x), like has_variance_estimate for one.

create or replace function stats.has_covariance_estimate(
  caller text, arm text, n bigint, mean_y float8, mean_x float8,
  syy float8, sxx float8, sxy float8)
  returns boolean
  language plpgsql immutable parallel safe
as $$
declare
  y_is_known constant boolean := stats.has_variance_estimate(caller, arm, n, mean_y, syy);
  x_is_known constant boolean := stats.has_variance_estimate(caller, arm, n, mean_x, sxx);
begin
  -- the slack is for rounded sums of a covariate that predicts the metric exactly
  if abs(sxy) > sqrt(syy) * sqrt(sxx) * (1 + 1e-6) or abs(sxy) >= 'Infinity' then
    raise exception '%: sxy of % must not exceed sqrt(syy * sxx), but is % with % and %',
      caller, arm, sxy, syy, sxx using errcode = '22023';
  end if;
  return y_is_known and x_is_known and sxy is not null;
end
$$;

comment on function
  stats.has_covariance_estimate(text, text, bigint, float8, float8, float8, float8, float8) is
  'True when an arm has at least 2 units and known moments of (y, x); false when it lacks data; '
  'negative, NaN, infinite or impossible moments raise 22023 in the name of caller.';
