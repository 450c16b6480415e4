select c.id, 'z' as quantity, stats.normal_quantile(p) as got, want,
  1e-15 as relative, 1e-16 as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 'p') as p) i,
  lateral (select vectors.number(c.output, 'z') as want) o
where c.family = 'normal_quantile'
