select c.id, v.quantity, v.got, v.want, 1e-11 as relative, 1e-14 as absolute
from vectors.given c,
  lateral (
    select (c.input ->> 'n_c')::bigint as n_c, vectors.number(c.input, 'mean_c') as mean_c,
      vectors.number(c.input, 'var_c') as var_c, (c.input ->> 'n_t')::bigint as n_t,
      vectors.number(c.input, 'mean_t') as mean_t, vectors.number(c.input, 'var_t') as var_t,
      vectors.number(c.input, 'confidence') as level
  ) i,
  lateral stats.lift_delta(n_c, mean_c, var_c, n_t, mean_t, var_t, level) d,
  lateral stats.lift_log(n_c, mean_c, var_c, n_t, mean_t, var_t, level) l,
  lateral stats.lift_fieller(n_c, mean_c, var_c, n_t, mean_t, var_t, level) f,
  lateral (
    select case f.state when 'complement' then 'fieller_excluded_' else 'fieller_' end as fieller
  ) e,
  lateral (values
    ('lift', d.lift, vectors.number(c.output, 'lift')),
    ('delta_se', d.standard_error, vectors.number(c.output, 'delta_se')),
    ('delta_low', d.lift_low, vectors.number(c.output, 'delta_low')),
    ('delta_high', d.lift_high, vectors.number(c.output, 'delta_high')),
    ('log_ratio_se', l.log_standard_error, vectors.number(c.output, 'log_ratio_se')),
    ('log_low', l.lift_low, vectors.number(c.output, 'log_low')),
    ('log_high', l.lift_high, vectors.number(c.output, 'log_high')),
    ('fieller_g', f.g, vectors.number(c.output, 'fieller_g')),
    ('fieller', (f.state = c.output ->> 'fieller')::integer, 1),
    ('fieller_low', f.lift_low, vectors.number(c.output, fieller || 'low')),
    ('fieller_high', f.lift_high, vectors.number(c.output, fieller || 'high'))
  ) v (quantity, got, want)
where c.family = 'lift'
  -- the reference makes the log interval for positive means only, we for means of one sign
  and not (v.quantity like 'log%' and least(mean_c, mean_t) < 0)
