-- The distributions: values known from elsewhere, tails that never go through 1 - cdf, quantiles
-- that invert them, and every nonsense refused.

begin;
select plan(27);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

-- Golden values: mpmath at 50 digits.
select cmp_ok(pg_temp.off(stats.normal_upper_tail(1.959963984540054), 0.025), '<', 1e-14::float8,
              'the normal tail at 1.96 is 2.5 %');
select cmp_ok(pg_temp.off(stats.normal_upper_tail(37), 5.725571222524577e-300), '<', 1e-13::float8,
              'the normal tail is right at 1e-300');
select cmp_ok(pg_temp.off(stats.normal_log_upper_tail(100), -5005.5242086942050886),
              '<', 1e-14::float8, 'the log of the normal tail is right where the tail is 0');
select is(stats.normal_upper_tail(100), 0::float8, 'a tail below the smallest float8 is 0');
select cmp_ok(pg_temp.off(stats.normal_quantile(1e-300), -37.0471), '<', 1e-6::float8,
              'the normal quantile reaches 1e-300');
select cmp_ok(pg_temp.off(stats.student_t_two_sided_p(2.0, 0.5), 0.44551489018313123),
              '<', 1e-13::float8, 'half a degree of freedom is allowed');
select cmp_ok(pg_temp.off(stats.student_t_upper_tail(30, 1e9), 4.9077098439837305e-198),
              '<', 1e-11::float8, 'the t tail is right with 1e9 degrees of freedom');
select cmp_ok(pg_temp.off(stats.student_t_log_upper_tail(1e300, 1), -691.9202577840631), '<', 1e-11::float8,
              'a t of 1e300 has a log tail');
select cmp_ok(pg_temp.off(stats.chi_square_upper_tail(1300, 1), 1.1303728441492743e-284),
              '<', 1e-11::float8, 'the chi-square tail is right at 1e-284');
select cmp_ok(pg_temp.off(stats.beta_cdf(0.5, 3000, 1000), 6.2256797030391845e-230),
              '<', 1e-11::float8, 'the beta cdf is right at 1e-230');
select cmp_ok(pg_temp.off(stats.lgamma(0.1), 2.252712651734206), '<', 1e-15::float8,
              'lgamma is right below 1');
select is(array[stats.lgamma(1), stats.lgamma(2)], array[0, 0]::float8[], 'lgamma has its zeros');
select cmp_ok(pg_temp.off(stats.lbeta(1e9, 0.5), -9.789267975423503), '<', 1e-14::float8,
              'lbeta does not cancel with a large argument');
select is(stats.log1p(1e-20), 1e-20::float8, 'log1p keeps a small argument');
select is(stats.expm1(-1e-20), -1e-20::float8, 'expm1 keeps a small argument');

-- Hill's transform and the incomplete beta function meet at 1,000 degrees of freedom.
select is_empty(
  $$select t from generate_series(0.1, 5, 0.1) t
    where abs(stats.student_t_log_two_sided_p(t, 1000)
              / stats.student_t_log_two_sided_p(t, 999.999999) - 1) > 1e-8$$,
  'the two methods for t agree where they meet');
select is_empty(
  $$select t from generate_series(-6, 6, 0.25) t
    where abs(stats.student_t_cdf(t, 7.5) + stats.student_t_upper_tail(t, 7.5) - 1) > 1e-15$$,
  'cdf and upper tail of t add up to 1');
select is_empty(
  $$select z from generate_series(-6, 6, 0.25) z
    where abs(stats.normal_two_sided_p(z)
              / stats.chi_square_upper_tail(nullif(z * z, 0), 1) - 1) > 1e-12$$,
  'the square of a normal z is chi-square with one degree of freedom');

-- Quantiles invert tails.
select is_empty(
  $$select p, df from unnest('{1e-300,1e-12,0.01,0.3,0.4999}'::float8[]) p,
      unnest('{1,2.5,30,999,1000,1e5,1e9}'::float8[]) df
    where abs(stats.student_t_log_cdf(stats.student_t_quantile(p, df), df) - ln(p)) > 1e-9$$,
  'the t quantile inverts the cdf');
select is_empty(
  $$select p, df from unnest('{1e-300,1e-12,0.01,0.3,0.7,0.999}'::float8[]) p,
      unnest('{2.1,2.5,30,999,1e5}'::float8[]) df
    where abs(stats.chi_square_log_cdf(stats.chi_square_quantile(p, df), df) - ln(p)) > 1e-10
       or abs(stats.chi_square_log_upper_tail(stats.chi_square_upper_quantile(p, df), df)
              - ln(p)) > 1e-10$$,
  'the chi-square quantiles invert the tails');
select is_empty(
  $$select p, a, b from unnest('{1e-100,1e-12,0.01,0.3,0.7,0.999}'::float8[]) p,
      unnest('{0.7,1,2.5,300,1e5}'::float8[]) a, unnest('{0.7,3,1e4}'::float8[]) b
    where abs(stats.beta_log_cdf(stats.beta_quantile(p, a, b), a, b) - ln(p)) > 1e-9$$,
  'the beta quantile inverts the cdf');
select is(stats.student_t_quantile(0.5, 3), 0::float8, 'the median of t is 0');
select is(stats.normal_quantile(0), '-Infinity'::float8, 'the quantile of 0 is minus infinity');

-- Nonsense is refused by name.
select throws_ok('select stats.student_t_upper_tail(1, 0)', '22023',
  'stats.student_t: degrees_of_freedom must be positive and finite, not 0',
  'no degrees of freedom are refused');
select throws_ok($$select stats.normal_cdf('NaN')$$, '22023',
  'stats.normal: z must be a number, not NaN', 'NaN is refused');
select throws_ok('select stats.chi_square_quantile(1.5, 2)', '22023',
  'stats.chi_square_quantile: p must be between 0 and 1, not 1.5',
  'a probability above 1 is refused');
select throws_ok('select stats.beta_cdf(0.5, -1, 2)', '22023',
  'stats.beta: a and b must be positive and finite, not -1 and 2',
  'a negative beta parameter is refused');

select * from finish();
rollback;
