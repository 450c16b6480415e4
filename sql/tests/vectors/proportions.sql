select c.id, v.quantity, v.got, v.want, 1e-11 as relative, 1e-14 as absolute
from vectors.given c,
  lateral (
    select (c.input ->> 'x_c')::bigint as x_c, (c.input ->> 'n_c')::bigint as n_c,
      (c.input ->> 'x_t')::bigint as x_t, (c.input ->> 'n_t')::bigint as n_t,
      vectors.number(c.input, 'confidence') as level, c.output -> 'wilson_c' as wilson_c,
      c.output -> 'wilson_t' as wilson_t, c.output -> 'clopper_pearson_c' as exact_c
  ) i,
  lateral stats.proportions(x_c, n_c, x_t, n_t, level) p,
  lateral stats.agresti_caffo(x_c, n_c, x_t, n_t, level) a,
  lateral stats.wilson(x_c, n_c, level) wc,
  lateral stats.wilson(x_t, n_t, level) wt,
  lateral stats.clopper_pearson(x_c, n_c, level) e,
  lateral (values
    ('status', (p.state = c.output ->> 'status')::integer, 1),
    ('p_c', wc.proportion, vectors.number(c.output, 'p_c')),
    ('p_t', wt.proportion, vectors.number(c.output, 'p_t')),
    ('diff', p.difference, vectors.number(c.output, 'diff')),
    -- the reference leaves it out where it is 0
    ('se_pooled', nullif(p.standard_error, 0), vectors.number(c.output, 'se_pooled')),
    ('z_pooled', p.statistic, vectors.number(c.output, 'z_pooled')),
    ('p_pooled', p.p_value, vectors.number(c.output, 'p_pooled')),
    ('ln_p_pooled', p.log_p_value, vectors.number(c.output, 'ln_p_pooled')),
    ('wilson_c low', wc.interval_low, (wilson_c ->> 0)::float8),
    ('wilson_c high', wc.interval_high, (wilson_c ->> 1)::float8),
    ('wilson_t low', wt.interval_low, (wilson_t ->> 0)::float8),
    ('wilson_t high', wt.interval_high, (wilson_t ->> 1)::float8),
    ('newcombe_low', p.interval_low, vectors.number(c.output, 'newcombe_low')),
    ('newcombe_high', p.interval_high, vectors.number(c.output, 'newcombe_high')),
    ('agresti_caffo_low', a.interval_low, vectors.number(c.output, 'agresti_caffo_low')),
    ('agresti_caffo_high', a.interval_high, vectors.number(c.output, 'agresti_caffo_high')),
    ('clopper_pearson_c low', e.interval_low, (exact_c ->> 0)::float8),
    ('clopper_pearson_c high', e.interval_high, (exact_c ->> 1)::float8)
  ) v (quantity, got, want)
where c.family = 'proportions'
  -- where an arm is empty the reference says nothing about the other; nor has it an exact interval
  -- for the largest arms
  and (v.quantity = 'status' or p.state <> 'insufficient_data')
  and not (v.quantity like 'clopper%' and exact_c is null)
