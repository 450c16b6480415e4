select c.id, v.quantity, v.got, v.want,
  -- the reference prints the ln of a probability within 1e-50 of 1 as 0, and a tail below 1e-307
  -- has lost digits
  1e-11 as relative, case when v.quantity like 'ln%' then 1e-50 else 1e-307 end as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 't') as t, vectors.number(c.input, 'df') as df) i,
  lateral (values
    ('cdf', stats.student_t_cdf(t, df), vectors.number(c.output, 'cdf')),
    ('sf', stats.student_t_upper_tail(t, df), vectors.number(c.output, 'sf')),
    ('ln_cdf', stats.student_t_log_cdf(t, df), vectors.number(c.output, 'ln_cdf')),
    ('ln_sf', stats.student_t_log_upper_tail(t, df), vectors.number(c.output, 'ln_sf')),
    ('two_sided_p', stats.student_t_two_sided_p(t, df), vectors.number(c.output, 'two_sided_p'))
  ) v (quantity, got, want)
where c.family = 't_cdf'
