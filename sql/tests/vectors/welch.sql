select c.id, v.quantity, v.got, v.want, v.relative, v.absolute
from vectors.given c,
  lateral (
    select (c.input ->> 'n_c')::bigint as n_c, vectors.number(c.input, 'mean_c') as mean_c,
      vectors.number(c.input, 'var_c') as var_c, (c.input ->> 'n_t')::bigint as n_t,
      vectors.number(c.input, 'mean_t') as mean_t, vectors.number(c.input, 'var_t') as var_t,
      vectors.number(c.input, 'confidence') as level
  ) i,
  lateral stats.welch(n_c, mean_c, var_c, n_t, mean_t, var_t, level) w,
  -- the difference itself is a cancellation of the given means
  lateral (select 1e-12 * greatest(abs(mean_c), abs(mean_t)) as rounding) r,
  lateral (values
    ('status', (w.state = c.output ->> 'status')::integer, 1, 0, 0),
    ('diff', w.difference, vectors.number(c.output, 'diff'), 1e-10, rounding),
    -- the reference has no standard error where it is 0
    ('se', nullif(w.standard_error, 0), vectors.number(c.output, 'se'), 1e-10, 0),
    ('df', w.degrees_of_freedom, vectors.number(c.output, 'df'), 1e-10, 0),
    ('t', w.statistic, vectors.number(c.output, 't'), 1e-10, 0),
    ('p_two_sided', w.p_value, vectors.number(c.output, 'p_two_sided'), 1e-10, 1e-300),
    ('ln_p_two_sided', w.log_p_value, vectors.number(c.output, 'ln_p_two_sided'), 1e-10, 0),
    ('p_greater', stats.student_t_upper_tail(w.statistic, w.degrees_of_freedom),
      vectors.number(c.output, 'p_greater'), 1e-10, 1e-300),
    ('p_less', stats.student_t_cdf(w.statistic, w.degrees_of_freedom),
      vectors.number(c.output, 'p_less'), 1e-10, 1e-300),
    ('ci_low', w.interval_low, vectors.number(c.output, 'ci_low'), 1e-10, rounding),
    ('ci_high', w.interval_high, vectors.number(c.output, 'ci_high'), 1e-10, rounding)
  ) v (quantity, got, want, relative, absolute)
where c.family = 'welch'
