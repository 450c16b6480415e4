-- clopper_pearson(successes, n, level): a proportion with its exact interval.
--
-- Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of
-- the binomial", Biometrika 26: quantiles of the beta distribution. Never covers less than level;
-- for few successes, where wilson may. Relative error below 1e-10.

create or replace function stats.clopper_pearson(
  successes bigint, n bigint, level float8 default 0.95,
  out proportion float8, out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
begin
  perform stats.require_level('stats.clopper_pearson', level);
  perform stats.require_proportion('stats.clopper_pearson', 'the arm', successes, n);
  if not coalesce(n > 0 and successes is not null, false) then
    state := 'insufficient_data';
    return;
  end if;
  proportion := successes::float8 / n;
  interval_low := case
    when successes = 0 then 0
    else stats.beta_quantile((1 - level) / 2, successes, n - successes + 1)
  end;
  interval_high := case
    when successes = n then 1
    else stats.beta_upper_quantile((1 - level) / 2, successes + 1, n - successes)
  end;
  state := 'ok';
end
$$;

comment on function stats.clopper_pearson(bigint, bigint, float8) is
  'Proportion with the exact (Clopper-Pearson) interval. State: ok; insufficient_data (null or no '
  'units). Successes outside 0 to n or a level outside 0 to 1 raise 22023.';
