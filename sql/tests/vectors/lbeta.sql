select c.id, 'lbeta' as quantity, stats.lbeta(a, b) as got, want,
  1e-13 as relative, 1e-15 as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 'a') as a, vectors.number(c.input, 'b') as b) i,
  lateral (select vectors.number(c.output, 'lbeta') as want) o
where c.family = 'lbeta'
