-- skewness_rule(n, skewness): is the smaller arm large enough for a skewed metric?
--
-- Tests of means take means for normal. A skewed metric needs 355 skewness^2 units in the smaller arm
-- for that: Kohavi, Deng, Longbotham, Xu (2014), "Seven rules of thumb for web site experimenters",
-- KDD, rule 7. With equal arms the skewness of the difference cancels and the rule is cautious; with a
-- small arm of a ramp nothing cancels: at 4,950 to 50 units of a log-normal metric (s = 1.5) a test at
-- 5 % rejects equal arms in 18 %. Skewness is that of the metric as it is tested, after capping.

create or replace function stats.skewness_rule(
  n bigint, skewness float8,
  out units_needed float8, out is_small boolean)
  language plpgsql immutable strict parallel safe
as $$
begin
  if n < 0 then
    raise exception 'stats.skewness_rule: n must not be negative, not %', n using errcode = '22023';
  end if;
  if skewness = 'NaN' or abs(skewness) = 'Infinity' then
    raise exception 'stats.skewness_rule: skewness must be finite, not %', skewness
      using errcode = '22023';
  end if;
  units_needed := ceil(355 * stats.square(skewness));
  is_small := n < units_needed;
end
$$;

comment on function stats.skewness_rule(bigint, float8) is
  'Units that the smaller arm of a metric of this skewness needs, 355 skewness^2, and whether n is '
  'less. Nulls give nulls; a negative n, NaN or an infinite skewness raise 22023. '
  'Source: Kohavi et al. (2014).';
