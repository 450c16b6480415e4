select c.id, 't' as quantity, -stats.student_t_quantile(upper_tail_q, df) as got, want,
  1e-11 as relative, 0 as absolute
from vectors.given c,
  lateral (
    select vectors.number(c.input, 'upper_tail_q') as upper_tail_q,
      vectors.number(c.input, 'df') as df
  ) i,
  lateral (select vectors.number(c.output, 't') as want) o
where c.family = 't_quantile'
