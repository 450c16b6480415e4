-- wilson(successes, n, level): a proportion with Wilson's score interval.
--
-- Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22.
-- It stays inside 0 to 1 and keeps a width at 0 and n. The lower end is made from the product of
-- the two roots, so that it does not cancel for few successes and is exactly 0 for none.
-- Relative error below 1e-14.

create or replace function stats.wilson(
  successes bigint, n bigint, level float8 default 0.95,
  out proportion float8, out interval_low float8, out interval_high float8, out state text)
  language plpgsql immutable parallel safe
as $$
declare
  units constant float8 := n;
  z float8;
  root_sum float8; -- the larger root of the score equation, times 1 + z*z/n
begin
  perform stats.require_level('stats.wilson', level);
  perform stats.require_proportion('stats.wilson', 'the arm', successes, n);
  if not coalesce(n > 0 and successes is not null, false) then
    state := 'insufficient_data';
    return;
  end if;
  z := -stats.normal_quantile((1 - level) / 2);
  proportion := successes / units;
  root_sum := proportion + z * z / (2 * units)
    + z * sqrt(proportion * ((n - successes) / units) / units + stats.square(z / (2 * units)));
  interval_low := proportion * (proportion / root_sum);
  interval_high := case when successes = n then 1 else root_sum / (1 + z * z / units) end;
  state := 'ok';
end
$$;

comment on function stats.wilson(bigint, bigint, float8) is
  'Proportion with Wilson''s score interval. State: ok; insufficient_data (null or no units). '
  'Successes outside 0 to n or a level outside 0 to 1 raise 22023. Source: Wilson (1927).';
