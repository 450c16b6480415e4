select c.id, v.quantity, v.got, v.want, 1e-12 as relative, 1e-300 as absolute
from vectors.given c,
  lateral stats.always_valid(
    vectors.number(c.input, 'diff'), sqrt(vectors.number(c.input, 'variance_of_diff')),
    vectors.number(c.input, 'tau2'), 1 - vectors.number(c.input, 'alpha')) a,
  lateral (values
    ('ln_lambda', a.log_likelihood_ratio, vectors.number(c.output, 'ln_lambda')),
    ('p', a.p_value, vectors.number(c.output, 'p')),
    ('half_width', (a.interval_high - a.interval_low) / 2, vectors.number(c.output, 'half_width')),
    ('ci_low', a.interval_low, vectors.number(c.output, 'ci_low')),
    ('ci_high', a.interval_high, vectors.number(c.output, 'ci_high')),
    ('reject', (a.p_value <= vectors.number(c.input, 'alpha'))::integer,
      (c.output ->> 'reject')::boolean::integer)
  ) v (quantity, got, want)
where c.family = 'msprt'
