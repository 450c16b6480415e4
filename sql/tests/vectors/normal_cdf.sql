select c.id, v.quantity, v.got, v.want,
  -- the reference prints the ln of a probability within 1e-50 of 1 as 0, and a tail below 1e-307
  -- has lost digits
  1e-11 as relative, case when v.quantity like 'ln%' then 1e-50 else 1e-307 end as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 'z') as z) i,
  lateral (values
    ('cdf', stats.normal_cdf(z), vectors.number(c.output, 'cdf')),
    ('sf', stats.normal_upper_tail(z), vectors.number(c.output, 'sf')),
    ('ln_cdf', stats.normal_log_cdf(z), vectors.number(c.output, 'ln_cdf')),
    ('ln_sf', stats.normal_log_upper_tail(z), vectors.number(c.output, 'ln_sf')),
    ('two_sided_p', stats.normal_two_sided_p(z), vectors.number(c.output, 'two_sided_p'))
  ) v (quantity, got, want)
where c.family = 'normal_cdf'
