select c.id, v.quantity, v.got, v.want,
  -- the reference prints the ln of a probability within 1e-50 of 1 as 0, and a tail below 1e-307
  -- has lost digits
  1e-11 as relative, case when v.quantity like 'ln%' then 1e-50 else 1e-307 end as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 'x') as x, vectors.number(c.input, 'df') as df) i,
  lateral (values
    ('cdf', stats.chi_square_cdf(x, df), vectors.number(c.output, 'cdf')),
    ('sf', stats.chi_square_upper_tail(x, df), vectors.number(c.output, 'sf')),
    ('ln_cdf', stats.chi_square_log_cdf(x, df), vectors.number(c.output, 'ln_cdf')),
    ('ln_sf', stats.chi_square_log_upper_tail(x, df), vectors.number(c.output, 'ln_sf'))
  ) v (quantity, got, want)
where c.family = 'chi2_cdf'
