select c.id, v.quantity, v.got, v.want,
  -- erfc below 1e-307 has lost digits or is 0
  v.relative, case when v.quantity = 'erfc' then 1e-307 else 0 end as absolute
from vectors.given c,
  lateral (select vectors.number(c.input, 'x') as x) i,
  lateral (values
    ('erf', stats.erf(x), vectors.number(c.output, 'erf'), 1e-14::float8),
    ('erfc', stats.erfc(x), vectors.number(c.output, 'erfc'), 1e-13)
  ) v (quantity, got, want, relative)
where c.family = 'erf'
