-- winsorised(values, cap): moments of an arm with every value above the cap replaced by it.
--
-- Heavy tails break the t test in a small arm; capping mends it and changes what is estimated, so
-- report both. The cap is fixed beforehand, or a quantile of all arms together (sample_quantile):
-- a cap per arm would bias the effect.

create or replace function stats.winsorised(
  sample float8[], cap float8,
  out n bigint, out mean float8, out variance float8, out capped bigint)
  language plpgsql immutable strict parallel safe
as $$
begin
  if not abs(cap) < 'Infinity' then
    raise exception 'stats.winsorised: cap must be finite, not %', cap using errcode = '22023';
  end if;
  with given as (
    select v from unnest(stats.sorted(sample)) v
  ), state as (
    select stats.moments(least(v, cap)) as m, count(*) filter (where v > cap) as above from given
  )
  select m[1], m[2], m[3] / nullif(m[1] - 1, 0), above into n, mean, variance, capped from state;
end
$$;

comment on function stats.winsorised(float8[], float8) is
  'Count, mean and sample variance of values capped from above, and how many were. Nulls do not '
  'count. NaN or infinite values or cap raise 22023. For large arms: stats.moments(least(y, cap)).';
