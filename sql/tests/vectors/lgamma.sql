select c.id, 'lgamma' as quantity, stats.lgamma(x) as got, want,
  1e-14 as relative, 1e-15 as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 'x') as x) i,
  lateral (select vectors.number(c.output, 'lgamma') as want) o
where c.family = 'lgamma'
