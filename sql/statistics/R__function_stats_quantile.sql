-- quantile(values, p, level): a quantile of one arm with an interval that assumes nothing about the
-- distribution.
--
-- Interval: order statistics whose ranks are binomial quantiles (David and Nagaraja, Order
-- Statistics, 3rd ed., section 7.1); its true coverage is at least level and is returned; a rank
-- outside the sample makes that end infinite. Standard error without a density estimate, for
-- comparing arms: the spacing of the order statistics at n p -+ z sqrt(n p (1 - p)), over 2 z (Deng,
-- Knoblich, Lu 2018, KDD, section 4); null where a rank leaves the sample, and 0 under heavy ties,
-- where only the interval is to be used. Never on capped values.

create or replace function stats.quantile(
  sample float8[], p float8, level float8 default 0.95,
  out quantile float8, out interval_low float8, out interval_high float8,
  out rank_low bigint, out rank_high bigint, out coverage float8, out standard_error float8,
  out state text)
  language plpgsql immutable parallel safe
as $$
declare
  n integer;
  z float8;
  centre float8;
  spread float8;
  low integer;
  high integer;
begin
  perform stats.require_level('stats.quantile', level);
  if not coalesce(p > 0 and p < 1, false) then
    raise exception 'stats.quantile: p must be between 0 and 1, not %', p using errcode = '22023';
  end if;
  sample := stats.sorted(sample);
  n := coalesce(cardinality(sample), 0);
  if n = 0 then
    state := 'insufficient_data';
    return;
  end if;
  quantile := stats.sample_quantile(sample, p);
  rank_low := stats.binomial_quantile((1 - level) / 2, n, p);
  rank_high := stats.binomial_quantile((1 + level) / 2, n, p) + 1;
  interval_low := case when rank_low < 1 then '-Infinity' else sample[rank_low] end;
  interval_high := case when rank_high > n then 'Infinity' else sample[rank_high] end;
  -- P(rank_low <= successes < rank_high), each tail by itself
  coverage := 1;
  if rank_low >= 1 then
    coverage := coverage - stats.beta_upper_tail(p, rank_low, n - rank_low + 1);
  end if;
  if rank_high <= n then
    coverage := coverage - stats.beta_cdf(p, rank_high, n - rank_high + 1);
  end if;
  z := -stats.normal_quantile((1 - level) / 2);
  centre := n * p::numeric;
  spread := z * sqrt(n * p * (1 - p));
  low := floor(centre - spread);
  high := ceil(centre + spread);
  if low >= 1 and high <= n then
    standard_error := (sample[high] - sample[low]) / (2 * z);
  end if;
  state := 'ok';
end
$$;

comment on function stats.quantile(float8[], float8, float8) is
  'p-quantile (type 7) of one arm with the order-statistics interval at level, its ranks and true '
  'coverage, and a density-free standard error (null or 0 where the sample is too small or tied). '
  'State: ok; insufficient_data (no values). p or level outside 0 to 1, NaN or infinite values raise '
  '22023.';
