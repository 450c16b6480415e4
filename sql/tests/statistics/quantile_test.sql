-- quantile(), sample_quantile(), binomial_quantile(), winsorised(): ranks are exact, ends outside the
-- sample are infinite.

begin;
select plan(12);

create temporary table sample as
select array_agg(v) as y from (select i ^ 2 + 0.5 as v from generate_series(100, 1, -1) i) t;

select is_empty(
  $$select * from sample, unnest('{0.07,0.25,0.5,0.9,0.999}'::float8[]) p
    where abs(stats.sample_quantile(y, p)
              / (select percentile_cont(p) within group (order by v) from unnest(y) v) - 1) > 1e-13$$,
  'interpolated quantiles are percentile_cont');
select is(stats.sample_quantile(y, 0.07, true), 49.5::float8,
          'the rank 0.07 * 100 is 7 in decimals, where float8 says 8') from sample;
select is(array[stats.sample_quantile(y, 0, true), stats.sample_quantile(y, 1, true)],
          array[1.5, 10000.5]::float8[], 'the ends are smallest and largest value') from sample;
select is_empty(
  $$select * from unnest('{1,2,10,57}'::bigint[]) n, unnest('{0.01,0.5,0.93}'::float8[]) p,
      unnest('{0.001,0.2,0.5,0.975,0.999999}'::float8[]) q,
      lateral (select stats.binomial_quantile(q, n, p) as k) b,
      lateral (select sum(chance) filter (where i <= k) as reached,
                 coalesce(sum(chance) filter (where i < k), 0) as before
               from (select i, factorial(n) / (factorial(i) * factorial(n - i))
                       * p::numeric ^ i * (1 - p::numeric) ^ (n - i) as chance
                     from generate_series(0, n) i) each_count) c
    where reached < q::numeric - 1e-12 or before >= q::numeric - 1e-12$$,
  'binomial quantiles are the first count that reaches q');
select results_eq(
  $$select q.rank_low, q.rank_high, q.interval_low, q.interval_high from sample, stats.quantile(y, 0.5) q$$,
  $$values (40::bigint, 61::bigint, 1600.5::float8, 3721.5::float8)$$,
  'the median of 100 lies between the 40th and the 61st value');
select cmp_ok(abs(coverage - 0.9647997997822952), '<', 1e-14::float8, 'the true coverage is told')
from sample, stats.quantile(y, 0.5);
select results_eq(
  $$select q.interval_high, q.standard_error from sample, stats.quantile(y, 0.99) q$$,
  $$values ('Infinity'::float8, null::float8)$$,
  'too few values for a high quantile leave the upper end open');
select is((select state from stats.quantile('{}', 0.5)), 'insufficient_data', 'no values are insufficient data');
select throws_ok($$select stats.quantile('{1,NaN}', 0.5)$$, '22023',
  'stats.sorted: values must be finite numbers', 'NaN is refused');
select throws_ok($$select stats.quantile('{1,2}', 50)$$, '22023',
  'stats.quantile: p must be between 0 and 1, not 50', 'a percentage is refused');
select results_eq(
  $$select n, mean, variance, capped from stats.winsorised('{1,NULL,2,30,40}', 3)$$,
  $$values (4::bigint, 2.25::float8, (1.5625 + 0.0625 + 0.5625 + 0.5625) / 3::float8, 2::bigint)$$,
  'values above the cap count as the cap');
select results_eq(
  $$select n, mean, variance from stats.winsorised('{7}', 9)$$,
  $$values (1::bigint, 7::float8, null::float8)$$, 'one value has no variance');

select * from finish();
rollback;
