-- proportions(), wilson(), agresti_caffo(), clopper_pearson(): exact from whole numbers, sane at 0
-- and n, and no data error is clipped away.

begin;
select plan(13);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

-- Newcombe (1998), table II, method 10: 56/70 against 48/80.
select results_eq(
  $$select round(interval_low::numeric, 4), round(interval_high::numeric, 4)
    from stats.proportions(48, 80, 56, 70)$$,
  $$values (0.0524, 0.3339)$$, 'Newcombe''s own example is reproduced');
select cmp_ok(pg_temp.off(p_value, 0.006169899320544162), '<', 1e-13::float8,
              'the pooled test has its p-value')
from stats.proportions(9, 10, 3, 10);
select is_empty(
  $$select * from stats.proportions(331, 1000, 402, 1100) a
    where pg_temp.off(a.statistic ^ 2, (
      select sum((o - e) ^ 2 / e)
      from unnest(array[331, 669, 402, 698],
                  array[733 / 2.1, 1367 / 2.1, 733 * 1.1 / 2.1, 1367 * 1.1 / 2.1]) cell (o, e))) > 1e-12$$,
  'z squared is Pearson''s chi-square');
select is_empty(
  $$select * from stats.proportions(331, 1000, 402, 1100) a, stats.proportions(402, 1100, 331, 1000) b
    where a.difference <> -b.difference or a.p_value <> b.p_value or a.interval_low <> -b.interval_high$$,
  'swapping the arms negates the difference and keeps the p-value');
select is_empty(
  $$select * from stats.proportions(331, 1000, 402, 1100) a, stats.proportions(669, 1000, 698, 1100) b
    where pg_temp.off(a.difference, -b.difference) > 1e-15 or pg_temp.off(a.p_value, b.p_value) > 1e-12
       or pg_temp.off(a.interval_low, -b.interval_high) > 1e-12$$,
  'counting failures negates the difference and keeps the p-value');
select is((select difference from stats.proportions(1499999999, 3000000000, 1500000000, 3000000000)),
          1 / 3e9::float8, 'one success of three billion is not lost');
select results_eq(
  $$select w.interval_low, w.interval_high::numeric(13, 12)
    from unnest(array[0, 20]) x, stats.wilson(x, 20) w order by 1$$,
  $$values (0::float8, 0.161125158053::numeric(13, 12)), (0.8388748419471807, 1)$$,
  'Wilson''s interval ends at 0 and 1 and keeps a width');
select is_empty(
  $$select * from generate_series(0, 30) x, stats.clopper_pearson(x, 30) e, stats.wilson(x, 30) w
    where not (e.interval_low <= w.interval_low and w.interval_high <= e.interval_high)$$,
  'the exact interval contains Wilson''s');
select is_empty(
  $$select * from generate_series(1, 29) x, stats.clopper_pearson(x, 30, 0.9) e
    where pg_temp.off(stats.beta_cdf(e.interval_low, x, 31 - x), 0.05) > 1e-10
       or pg_temp.off(stats.beta_upper_tail(e.interval_high, x + 1, 30 - x), 0.05) > 1e-10$$,
  'the exact interval leaves half of 1 - level on each side');
select results_eq(
  $$select state, difference, p_value, interval_low < 0 and interval_high > 0 from stats.proportions(0, 10, 0, 10)$$,
  $$values ('zero_variance', 0::float8, null::float8, true)$$,
  'without any success there is no test, but an interval');
select is((select state from stats.proportions(0, 0, 1, 10)), 'insufficient_data',
          'an empty arm is insufficient data');
select throws_ok('select stats.proportions(11, 10, 1, 10)', '22023',
  'stats.proportions: successes of baseline must be between 0 and its units, but are 11 of 10',
  'more successes than units are refused');
select is((select interval_high from stats.agresti_caffo(0, 1, 1, 1)), 1::float8,
          'no interval of a difference leaves -1 to 1');

select * from finish();
rollback;
