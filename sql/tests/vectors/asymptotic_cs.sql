select c.id, v.quantity, v.got, v.want, 1e-12 as relative, 0 as absolute
from vectors.given c,
  lateral (
    select vectors.number(c.input, 'effect') as effect, vectors.number(c.input, 'se') as se,
      vectors.number(c.input, 'n_total') as n_total, vectors.number(c.input, 'n_star') as n_star,
      1 - vectors.number(c.input, 'alpha') as level
  ) i,
  lateral (select stats.mixing_variance(se, n_total, n_star, level) as tau2) m,
  lateral stats.always_valid(effect, se, tau2, level) a,
  lateral (values
    ('rho', sqrt(tau2 / n_total) / se, vectors.number(c.output, 'rho')),
    ('half_width', (a.interval_high - a.interval_low) / 2, vectors.number(c.output, 'half_width')),
    ('ci_low', a.interval_low, vectors.number(c.output, 'ci_low')),
    ('ci_high', a.interval_high, vectors.number(c.output, 'ci_high')),
    ('p_sequential', a.p_value, vectors.number(c.output, 'p_sequential')),
    ('ln_p_uncapped', -a.log_likelihood_ratio, vectors.number(c.output, 'ln_p_uncapped'))
  ) v (quantity, got, want)
where c.family = 'asymptotic_cs'
