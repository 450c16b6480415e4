select c.id, v.quantity, v.got, v.want, 1e-11 as relative,
  case when v.quantity like 'expected%' then 1e-15 * b.posterior_sd else 0 end as absolute
from vectors.given c,
  lateral stats.bayes_normal(
    vectors.number(c.input, 'effect'), vectors.number(c.input, 'se'),
    vectors.number(c.input, 'prior_mean'), vectors.number(c.input, 'prior_sd')) b,
  lateral (values
    ('posterior_mean', b.posterior_mean, vectors.number(c.output, 'posterior_mean')),
    ('posterior_sd', b.posterior_sd, vectors.number(c.output, 'posterior_sd')),
    ('chance_to_win', b.chance_to_win, vectors.number(c.output, 'chance_to_win')),
    ('expected_loss_choose_t', b.expected_loss_treatment,
      vectors.number(c.output, 'expected_loss_choose_t')),
    ('expected_loss_choose_c', b.expected_loss_baseline,
      vectors.number(c.output, 'expected_loss_choose_c')),
    ('ci_low', b.interval_low, vectors.number(c.output, 'ci_low')),
    ('ci_high', b.interval_high, vectors.number(c.output, 'ci_high'))
  ) v (quantity, got, want)
where c.family = 'bayes_normal'
