-- skewness_units(): 355 times the square, and nonsense is refused.

begin;
select plan(6);

select is(stats.skewness_units(0), 0::float8, 'a symmetric metric needs no units for this');
select is(stats.skewness_units(2), 1420::float8, 'a skewness of 2, as of waiting times, needs 1,420 units');
select is(stats.skewness_units(-2), stats.skewness_units(2), 'the side of the tail does not matter');
select is(stats.skewness_units(null), null, 'an unknown skewness gives no number');
select throws_ok('select stats.skewness_units(''NaN'')', '22023',
  'stats.skewness_units: skewness must be finite, not NaN', 'NaN is refused');
select throws_ok('select stats.skewness_units(''-Infinity'')', '22023',
  'stats.skewness_units: skewness must be finite, not -Infinity', 'infinity is refused');

select * from finish();
rollback;
