select c.id, v.quantity, v.got, v.want, 1e-10 as relative, v.absolute
from vectors.given c,
  lateral stats.srm(vectors.counts(c.input -> 'counts'), vectors.numbers(c.input -> 'weights')) s,
  lateral (values
    ('status', (s.state = c.output ->> 'status')::integer, 1, 0),
    ('chi2', s.statistic, vectors.number(c.output, 'chi2'), 1e-20),
    ('df', s.degrees_of_freedom, vectors.number(c.output, 'df'), 0),
    ('p', s.p_value, vectors.number(c.output, 'p'), 1e-300),
    ('ln_p', s.log_p_value, vectors.number(c.output, 'ln_p'), 1e-15),
    ('expected_min', s.expected_minimum, vectors.number(c.output, 'expected_min'), 0)
  ) v (quantity, got, want, absolute)
where c.family = 'srm_chi2'
