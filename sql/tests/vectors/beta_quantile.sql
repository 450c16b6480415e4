select c.id, 'x' as quantity, stats.beta_quantile(p, a, b) as got, want,
  1e-11 as relative, 0 as absolute
from vectors.given c,
  lateral (
    select vectors.number(c.input, 'p') as p,
      vectors.number(c.input, 'a') as a,
      vectors.number(c.input, 'b') as b
  ) i,
  lateral (select vectors.number(c.output, 'x') as want) o
where c.family = 'beta_quantile'
