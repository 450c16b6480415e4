select c.id, v.quantity, u.got, u.want, 1e-13 as relative, 0 as absolute
from vectors.given c,
  lateral (select vectors.numbers(c.input -> 'p') as p) i,
  lateral (values
    ('bonferroni', stats.bonferroni(p)),
    ('holm', stats.holm(p)),
    ('hochberg', stats.hochberg(p)),
    ('bh', stats.benjamini_hochberg(p)),
    ('by', stats.benjamini_yekutieli(p))
  ) v (quantity, adjusted),
  lateral unnest(v.adjusted, vectors.numbers(c.output -> v.quantity)) u (got, want)
where c.family = 'multiplicity'
