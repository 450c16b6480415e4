-- always_valid(), always_valid_one_sided(), srm_always_valid(): p-value and interval agree, and
-- nothing stops a test by mistake.

begin;
select plan(14);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

select cmp_ok(pg_temp.off(p_value, 0.002730074420992464), '<', 1e-13::float8, 'the p-value has its value')
from stats.always_valid(0.05, 0.01, 0.0001);
select is_empty(
  $$select * from unnest('{0.2,0.01,1e-6}'::float8[]) alpha, unnest('{0.01,1,50}'::float8[]) tau2,
      lateral stats.always_valid(0, 1, tau2, 1 - alpha) zero,
      lateral stats.always_valid(zero.interval_high, 1, tau2, 1 - alpha) edge
    where pg_temp.off(edge.p_value, alpha) > 1e-9$$,
  'at the edge of the interval the p-value is alpha');
select is_empty(
  $$select * from unnest('{0.2,0.01,1e-6}'::float8[]) alpha, unnest('{0.01,1,50}'::float8[]) tau2,
      lateral stats.always_valid_one_sided(0, 1, tau2, 1 - alpha) zero,
      lateral stats.always_valid_one_sided(-zero.lower_bound, 1, tau2, 1 - alpha) edge
    where pg_temp.off(edge.p_value, alpha) > 1e-9$$,
  'at the edge of the one-sided bound the p-value is alpha');
select is_empty(
  $$select * from unnest('{0.001,0.5,3,9}'::float8[]) d,
      lateral stats.always_valid(d, 1, 0.7) a, lateral stats.always_valid(8 * d, 8, 64 * 0.7) b
    where a.p_value <> b.p_value or b.interval_low <> 8 * a.interval_low$$,
  'a change of unit scales the interval and keeps the p-value');
select cmp_ok((a.interval_high - a.interval_low) / (2 * 1.959963984540054 * 0.01), '>', 1.5::float8,
              'it is wider than the fixed interval, by half at the planned size')
from stats.always_valid(0, 0.01, stats.mixing_variance(0.01, 5000, 5000)) a;
select is((select p_value from stats.always_valid_one_sided(-5, 1, 1)), 1::float8,
          'a difference to the good side is no evidence of harm');
select is_empty(
  $$select * from stats.always_valid_one_sided(2.9, 1, 1, 0.95) o, stats.always_valid(2.9, 1, 1, 0.95) t
    where not o.p_value < t.p_value or not o.lower_bound > t.interval_low$$,
  'one-sided sees a harm sooner');
select is((select log_p_value < -9999 and p_value = 0 from stats.always_valid(200, 1, 1)), true,
          'a p-value of 0 still has its logarithm');
select results_eq(
  $$select state, p_value, interval_low from stats.always_valid(0.3, 0, 1)$$,
  $$values ('zero_variance', null::float8, null::float8)$$,
  'a standard error of 0 never stops a test');
select throws_ok('select stats.always_valid(1, 1, 0)', '22023',
  'stats.always_valid: mixing_variance must be positive and finite, not 0',
  'without a mixing variance there is no test');

-- A Dirichlet-multinomial computed term by term: 3 and 5 units, concentration 2.
select cmp_ok(pg_temp.off(exp(log_bayes_factor), (1 * 2 * 3) * (1 * 2 * 3 * 4 * 5)
                / (2 * 3 * 4 * 5 * 6 * 7 * 8 * 9)::float8 * 2 ^ 8), '<', 1e-13::float8,
              'the Bayes factor of few units is that of the definition')
from stats.srm_always_valid(array[3, 5], array[1, 1], 2);
select is((select log_bayes_factor from stats.srm_always_valid(array[0, 0, 0], array[5, 3, 2])), 0::float8,
          'no units are no evidence');
select cmp_ok(log_p_value, '<', ln(0.001)::float8, 'a broken split is found')
from stats.srm_always_valid(array[503000, 497000], array[1, 1]);
select is((select p_value from stats.srm_always_valid(array[500000, 500010], array[1, 1])), 1::float8,
          'a good split is left alone');

select * from finish();
rollback;
