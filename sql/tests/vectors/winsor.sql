with sample as (
  select file, array_agg((fields ->> 'y')::float8) as pooled,
    array_agg((fields ->> 'y')::float8) filter (where fields ->> 'arm' = 'c') as baseline,
    array_agg((fields ->> 'y')::float8) filter (where fields ->> 'arm' = 't') as treatment
  from vectors.given_row
  where file like 'data/winsor%'
  group by file
)
select c.id, v.quantity, v.got, v.want, 1e-11 as relative, 0 as absolute
from vectors.given c
join sample s on s.file = c.input ->> 'file',
  lateral (
    select stats.sample_quantile(
      pooled, vectors.number(c.input, 'p'), c.input ->> 'kind' = 'percentile_disc') as cap
  ) k,
  lateral stats.winsorised(baseline, cap) b,
  lateral stats.winsorised(treatment, cap) t,
  lateral stats.welch(b.n, b.mean, b.variance, t.n, t.mean, t.variance) w,
  lateral (values
    ('cap', cap, vectors.number(c.output, 'cap')),
    ('n_capped_c', b.capped, vectors.number(c.output, 'n_capped_c')),
    ('n_capped_t', t.capped, vectors.number(c.output, 'n_capped_t')),
    ('mean_c', b.mean, vectors.number(c.output, 'mean_c')),
    ('var_c', b.variance, vectors.number(c.output, 'var_c')),
    ('mean_t', t.mean, vectors.number(c.output, 'mean_t')),
    ('var_t', t.variance, vectors.number(c.output, 'var_t')),
    ('diff', w.difference, vectors.number(c.output, 'diff')),
    ('se', w.standard_error, vectors.number(c.output, 'se')),
    ('df', w.degrees_of_freedom, vectors.number(c.output, 'df')),
    ('p', w.p_value, vectors.number(c.output, 'p'))
  ) v (quantity, got, want)
where c.family = 'winsor'
