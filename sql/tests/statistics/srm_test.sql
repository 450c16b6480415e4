-- srm(): exact with counts of any size, whatever the scale of the weights.

begin;
select plan(11);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

select cmp_ok(pg_temp.off(p_value, 1.8217928726191873e-06), '<', 1e-12::float8,
              'the p-value of a known case is right')
from stats.srm(array[821588, 815482], array[1, 1]);
select cmp_ok(pg_temp.off(statistic, 719.5682590445732), '<', 1e-15::float8,
              'two billion units lose no digit')
from stats.srm(array[1000000000, 1001200000], array[1, 1]);
select is((select statistic from stats.srm(array[999999999, 1], array[0.999999999, 0.000000001])),
          0::float8, 'weights are decimals, so an exact split has no deviation');
select is((select log_p_value from stats.srm(array[1000000, 2000000], array[1, 1])) < -100000, true,
          'a p-value of 0 still has its logarithm');
select is_empty(
  $$select * from stats.srm(array[331, 174, 90], array[2, 1, 0.5]) a,
      stats.srm(array[90, 331, 174], array[5, 20, 10]) b
    where pg_temp.off(a.statistic, b.statistic) > 1e-15 or a.degrees_of_freedom <> 2$$,
  'neither the order of arms nor the scale of weights matters');
select cmp_ok(pg_temp.off(s.log_p_value, stats.normal_log_two_sided_p(500 / sqrt(250000 - 0))),
              '<', 1e-10::float8, 'with two arms it is the square of the normal test')
from stats.srm(array[500500, 499500], array[1, 1]) s;
select is((select state from stats.srm(array[0, 0], array[1, 1])), 'insufficient_data',
          'no units are insufficient data');
select throws_ok('select stats.srm(array[1, 2], array[1])', '22023',
  'stats.srm: observed and weights must have the same length, at least 2, not 2 and 1',
  'arrays of unequal length are refused');
select throws_ok('select stats.srm(array[1, -2], array[1, 1])', '22023',
  'stats.srm: observed must not be negative or null, but arm 2 has -2',
  'a negative count is refused');
select throws_ok('select stats.srm(array[1, 2], array[1, 0])', '22023',
  'stats.srm: weights must be positive and finite, but arm 2 has 0', 'a weight of 0 is refused');
select throws_ok($$select stats.srm(array[1, 2], '{1,NaN}')$$, '22023',
  'stats.srm: weights must be positive and finite, but arm 2 has NaN', 'a weight of NaN is refused');

select * from finish();
rollback;
