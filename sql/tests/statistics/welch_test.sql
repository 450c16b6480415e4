-- welch(): values, invariances that need no oracle, and a state for every lack of data.

begin;
select plan(16);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

-- R: t.test on two samples with these moments.
select cmp_ok(pg_temp.off(p_value, 0.46472774748748125), '<', 1e-12::float8, 'the p-value is Welch''s')
from stats.welch(10, 5, 2, 12, 5.5, 3);
select cmp_ok(pg_temp.off(degrees_of_freedom, 19.997506234413965), '<', 1e-13::float8,
              'the degrees of freedom are Satterthwaite''s')
from stats.welch(10, 5, 2, 12, 5.5, 3);
select cmp_ok(pg_temp.off(interval_low, -0.8993180067349378), '<', 1e-12::float8,
              'the interval is at the 95 % level by default')
from stats.welch(10, 5, 2, 12, 5.5, 3);
select cmp_ok(log_p_value, '<', -700::float8, 'a p-value of 0 still has its logarithm')
from stats.welch(1000000, 0, 1, 1000000, 0.1, 1);

create temporary table arms as
select n, m, v, n2, m2, v2
from (values (2, 0.0, 1e-12, 2, 1.0, 4.0), (50, 3, 2, 5000, 3.1, 9), (3000000000, 1, 1, 3000000000, 1.0001, 2),
             (100, 1e6, 1e298, 100, 2e6, 1e298), (100, 0, 1e-302, 70, 1e-150, 1e-302),
             (20, -5, 0, 20, -4, 1)) t (n, m, v, n2, m2, v2);

select is_empty(
  $$select * from arms, lateral stats.welch(n, m, v, n2, m2, v2) a,
      lateral stats.welch(n2, m2, v2, n, m, v) b
    where a.difference <> -b.difference or a.p_value <> b.p_value
       or pg_temp.off(a.interval_low, -b.interval_high) > 1e-14$$,
  'swapping the arms negates the difference and keeps the p-value');
select is_empty(
  $$select * from arms, lateral stats.welch(n, m, v, n2, m2, v2) a,
      lateral stats.welch(n, 8 * m, 64 * v, n2, 8 * m2, 64 * v2) b
    where b.difference <> 8 * a.difference or b.p_value <> a.p_value
       or b.interval_high <> 8 * a.interval_high$$,
  'a change of unit scales the difference and keeps the p-value');
select is_empty(
  $$select * from arms, lateral stats.welch(n, m, v, n2, m2, v2) a,
      lateral stats.welch(n, 0, v, n2, a.difference, v2) b
    where b.difference <> a.difference or b.p_value <> a.p_value$$,
  'a shift of both arms changes nothing');
select is_empty(
  $$select * from arms, unnest('{0.8,0.95,0.999}'::float8[]) level,
      lateral stats.welch(n, m, v, n2, m2, v2, level) a
    where (a.interval_low > 0 or a.interval_high < 0) <> (a.p_value < 1 - level)$$,
  'the interval excludes 0 exactly when the p-value is below 1 - level');
select is((select state from stats.welch(4, 1, 0, 4, 2, 1)), 'ok', 'one constant arm is no obstacle');
select is((select degrees_of_freedom from stats.welch(4, 1, 0, 4, 2, 1)), 3::float8,
          'a constant arm leaves the other arm''s degrees of freedom');

-- States and refusals.
select results_eq(
  $$select state, difference, p_value, interval_low from stats.welch(50, 3, 0, 50, 4, 0)$$,
  $$values ('zero_variance', 1::float8, null::float8, null::float8)$$,
  'without variance there is a difference but no p-value and no interval');
select is_empty(
  $$select * from (values (0, null, null), (1, 1, 0), (null, null, null), (10, 1, null)) t (n, m, v),
      lateral stats.welch(n, m, v, 10, 1, 1) a
    where a.state <> 'insufficient_data' or a.difference is not null$$,
  'nulls and fewer than 2 units are insufficient data');
select throws_ok('select stats.welch(-1, 1, 1, 10, 1, 1)', '22023',
  'stats.welch: n of baseline must not be negative, but is -1', 'a negative count is refused');
select throws_ok('select stats.welch(10, 1, 1, 10, 1, -1)', '22023',
  'stats.welch: variance of treatment must be finite and not negative, but is -1',
  'a negative variance is refused');
select throws_ok($$select stats.welch(10, 'NaN', 1, 10, 1, 1)$$, '22023',
  'stats.welch: mean of baseline must be finite, but is NaN', 'NaN is refused');
select throws_ok('select stats.welch(10, 1, 1, 10, 1, 1, 95)', '22023',
  'stats.welch: level must be between 0 and 1, not 95', 'a level in per cent is refused');

select * from finish();
rollback;
