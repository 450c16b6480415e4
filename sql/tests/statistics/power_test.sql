-- power, sample size and minimum detectable effect belong together.

begin;
select plan(9);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

select cmp_ok(pg_temp.off(stats.power_means(0.5, 2, 100, 2, 100), 0.42389054125442527), '<', 1e-13::float8,
              'the power for means has its value');
select cmp_ok(pg_temp.off(stats.power_proportions(0.5, 50, 0.75, 50), 0.740167193453611), '<', 1e-13::float8,
              'the power for proportions is that of R''s power.prop.test');
select is_empty(
  $$select * from unnest('{0.5,0.8,0.95}'::float8[]) power, unnest('{1,3,0.2}'::float8[]) ratio,
      lateral stats.sample_size_means(0.1, 1.5, 2, ratio, 0.05, power) s,
      lateral (select stats.mde_means(1.5, s.exact_baseline, 2, ratio * s.exact_baseline, 0.05, power) as mde) m
    where pg_temp.off(m.mde, 0.1) > 1e-12 or s.n_baseline <> ceil(s.exact_baseline)
       or s.n_treatment <> ceil(ratio * s.exact_baseline)$$,
  'with the required units the detectable effect is the wanted one');
select is_empty(
  $$select * from unnest('{0.8,0.95}'::float8[]) power,
      lateral stats.sample_size_proportions(0.1, 0.12, 2, 0.05, power) s
    where abs(stats.power_proportions(0.1, s.exact_baseline, 0.12, 2 * s.exact_baseline) - power) > 1e-6$$,
  'with the required units a proportion''s power is the wanted one');
select cmp_ok(pg_temp.off(stats.power_means(0, 1, 10, 1, 10, 0.05), 0.05), '<', 1e-14::float8,
              'without an effect the power is alpha');
select is((select n_baseline from stats.sample_size_means(0, 1, 1)), null,
          'no number of units finds no effect');
select throws_ok('select stats.sample_size_means(1, 1, 1, 1, 0.05, 0.02)', '22023',
  'stats.sample_size_means: power must be between alpha/2 and 1, not 0.02',
  'a power below what chance gives is refused');
select throws_ok('select stats.power_means(1, 1, 0, 1, 10)', '22023',
  'stats.planned_standard_error: n must be positive and finite, not 0 and 10', 'no units are refused');
select throws_ok('select stats.power_proportions(0, 10, 0.1, 10)', '22023',
  'stats.power_proportions: proportions must be between 0 and 1, not 0 and 0.1',
  'a proportion of 0 is refused');

select * from finish();
rollback;
