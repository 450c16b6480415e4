with sample as (
  select file, fields ->> 'arm' as arm, array_agg((fields ->> 'y')::float8) as y
  from vectors.given_row
  where file like 'data/winsor%'
  group by file, fields ->> 'arm'
)
select c.id, v.quantity, v.got, v.want, 1e-12 as relative, 0 as absolute
from vectors.given c
join sample s on s.file = c.input ->> 'file' and s.arm = c.input ->> 'arm',
  lateral (select vectors.number(c.input, 'p') as p) i,
  lateral stats.quantile(y, p, vectors.number(c.input, 'confidence')) q,
  lateral (values
    ('quantile_cont', q.quantile, vectors.number(c.output, 'quantile_cont')),
    ('quantile_disc', stats.sample_quantile(y, p, true), vectors.number(c.output, 'quantile_disc')),
    ('binom_rank_low', q.rank_low, vectors.number(c.output, 'binom_rank_low')),
    ('binom_rank_high', q.rank_high, vectors.number(c.output, 'binom_rank_high')),
    ('ci_low', q.interval_low, vectors.number(c.output, 'ci_low')),
    ('ci_high', q.interval_high, vectors.number(c.output, 'ci_high')),
    ('binom_coverage', q.coverage, vectors.number(c.output, 'binom_coverage')),
    ('deng_se', q.standard_error, vectors.number(c.output, 'deng_se'))
  ) v (quantity, got, want)
where c.family = 'quantile_ci'
