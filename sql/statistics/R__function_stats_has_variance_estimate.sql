-- has_variance_estimate(caller, arm, n, mean, variance): can inference be made from this arm?
--
-- The one gate for the moments of an arm: nonsense is refused here, in the caller's name; too
-- little data is a normal state of an experiment and only answered with false.

create or replace function stats.has_variance_estimate(
  caller text, arm text, n bigint, mean float8, variance float8)
  returns boolean
  language plpgsql immutable parallel safe
as $$
begin
  if n < 0 then
    raise exception '%: n of % must not be negative, but is %', caller, arm, n
      using errcode = '22023';
  end if;
  if abs(mean) >= 'Infinity' then
    raise exception '%: mean of % must be finite, but is %', caller, arm, mean
      using errcode = '22023';
  end if;
  if variance < 0 or variance >= 'Infinity' then
    raise exception '%: variance of % must be finite and not negative, but is %',
      caller, arm, variance using errcode = '22023';
  end if;
  return coalesce(n >= 2, false) and mean is not null and variance is not null;
end
$$;

comment on function stats.has_variance_estimate(text, text, bigint, float8, float8) is
  'True when an arm has at least 2 units and known moments; false when it lacks data; negative, '
  'NaN or infinite moments raise 22023 in the name of caller.';
