-- bayes_normal(), bayes_proportions(): chances add up, losses differ by the effect, no prior hides.

begin;
select plan(11);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

select cmp_ok(pg_temp.off(expected_loss_treatment, 8.490702616829638e-05), '<', 1e-13::float8,
              'the expected loss has its value')
from stats.bayes_normal(0.02, 0.01);
select is_empty(
  $$select * from unnest('{-3,0,0.4,8}'::float8[]) d, stats.bayes_normal(d, 1, 0.3, 0.7) a
    where abs(a.expected_loss_baseline - a.expected_loss_treatment - a.posterior_mean) > 1e-15$$,
  'the two losses differ by the posterior mean');
select is_empty(
  $$select * from unnest('{-3,0.1,0.4,8,30}'::float8[]) d, stats.bayes_normal(d, 1) a, stats.bayes_normal(-d, 1) b
    where a.chance_to_win <> 1 - b.chance_to_win and b.chance_to_win <> 1 - a.chance_to_win
       or a.expected_loss_treatment <> b.expected_loss_baseline$$,
  'swapping the arms swaps chances and losses');
select cmp_ok(expected_loss_treatment, '>', 0::float8, 'a loss of 30 standard errors is not rounded to 0')
from stats.bayes_normal(30, 1);
select cmp_ok(abs((select posterior_mean from stats.bayes_normal(4, 1, 0, 1)) - 2), '<', 1e-15::float8,
              'prior and data of equal weight meet in the middle');
select is((select state from stats.bayes_normal(1, 0)), 'zero_variance', 'no standard error, no posterior');
select throws_ok('select stats.bayes_normal(1, 1, 0, -1)', '22023',
  'stats.bayes_normal: prior_mean must be finite and prior_sd positive or null, not 0 and -1',
  'a negative prior sd is refused');
select is((select chance_to_win from stats.bayes_proportions(0, 0, 0, 0)), 0.5::float8,
          'without data both arms are alike');
select is_empty(
  $$select * from (values (5, 100, 9, 100), (0, 7, 7, 7), (300, 1000, 280, 900), (3, 5, 40, 41)) t (x, n, x2, n2),
      lateral stats.bayes_proportions(x, n, x2, n2) a, lateral stats.bayes_proportions(x2, n2, x, n) b
    where abs(a.chance_to_win + b.chance_to_win - 1) > 1e-12
       or abs(a.expected_loss_baseline - a.expected_loss_treatment
              - ((x2 + 1) / (n2 + 2)::float8 - (x + 1) / (n + 2)::float8)) > 1e-12
       or pg_temp.off(a.expected_loss_treatment, b.expected_loss_baseline) > 1e-9$$,
  'chances add up to 1 and losses differ by the difference of posterior means');
select cmp_ok(abs(stats.beta_superiority(100000, 900000, 100100, 899900)
                  - stats.beta_superiority(100001, 900000, 100101, 899900)), '<', 1e-3::float8,
              'the sum and the approximation meet');
select throws_ok('select stats.bayes_proportions(1, 2, 1, 2, 0)', '22023',
  'stats.bayes_proportions: priors must be whole numbers from 1, not 0 and 1', 'a prior of 0 is refused');

select * from finish();
rollback;
