-- binomial_quantile(q, n, p): the smallest k with P(K <= k) >= q for K successes of n.
--
-- A bisection on the cdf, which is the upper tail of a beta distribution (Abramowitz and Stegun
-- 26.5.24). A q above 1/2 is compared on the other tail, where it keeps its digits; a cdf that
-- misses q by rounding only counts as reaching it.

create or replace function stats.binomial_quantile(q float8, n bigint, p float8)
  returns bigint
  language plpgsql immutable strict parallel safe
as $$
declare
  below bigint := -1; -- P(K <= below) < q
  reached bigint := n; -- P(K <= reached) >= q
  middle bigint;
  enough boolean;
begin
  if not (q > 0 and q < 1 and p > 0 and p < 1 and n >= 0) then
    raise exception 'stats.binomial_quantile: q and p must be between 0 and 1 and n not negative, '
      'but are %, % and %', q, p, n using errcode = '22023';
  end if;
  while reached - below > 1 loop
    middle := below + (reached - below) / 2;
    enough := case
      when q <= 0.5 then stats.beta_upper_tail(p, middle + 1, n - middle) >= q * (1 - 1e-12)
      else stats.beta_cdf(p, middle + 1, n - middle) <= (1 - q) * (1 + 1e-12)
    end;
    if enough then
      reached := middle;
    else
      below := middle;
    end if;
  end loop;
  return reached;
end
$$;

comment on function stats.binomial_quantile(float8, bigint, float8) is
  'The q-quantile of the number of successes in n trials with chance p. Values outside 0 to 1 or a '
  'negative n raise 22023.';
