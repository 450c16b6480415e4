-- sample_quantile(values, p, discrete): the p-quantile of a sample.
--
-- Hyndman and Fan (1996), "Sample quantiles in statistical packages", Am. Stat. 50: type 7, as
-- percentile_cont; or with discrete type 1, as percentile_disc. The rank p n is computed in
-- decimals: in float8, 0.07 * 100 is above 7, and percentile_disc takes the 8th value.

create or replace function stats.sample_quantile(
  sample float8[], p float8, discrete boolean default false)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  rank numeric;
  low float8;
  high float8;
begin
  if not (p >= 0 and p <= 1) then
    raise exception 'stats.sample_quantile: p must be between 0 and 1, not %', p
      using errcode = '22023';
  end if;
  sample := stats.sorted(sample);
  if cardinality(sample) = 0 then
    return null;
  end if;
  if discrete then
    return sample[greatest(1, ceil(p::numeric * cardinality(sample)))];
  end if;
  rank := 1 + p::numeric * (cardinality(sample) - 1);
  low := sample[floor(rank)];
  high := sample[ceil(rank)];
  return low + (rank - floor(rank)) * (high - low);
end
$$;

comment on function stats.sample_quantile(float8[], float8, boolean) is
  'The p-quantile of a sample, interpolated (type 7) or, with discrete, a value of the sample (type '
  '1); p is read as a decimal of 15 digits. Nulls do not count; null without values. p outside 0 '
  'to 1, NaN or infinite values raise 22023. As a cap: over all arms together, fixed beforehand.';
