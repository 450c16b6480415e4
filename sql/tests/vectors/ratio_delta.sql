with arm as (
  select file, fields ->> 'arm' as arm,
    stats.pair_moments((fields ->> 'num')::float8, (fields ->> 'den')::float8) as m
  from vectors.given_row
  where file like 'data/ratio%'
  group by file, fields ->> 'arm'
)
select c.id, v.quantity, v.got, v.want, 1e-11 as relative, 0 as absolute
from vectors.given c
join arm b on b.file = c.input ->> 'file' and b.arm = 'c'
join arm t on t.file = c.input ->> 'file' and t.arm = 't',
  lateral stats.ratio_moments(b.m[1]::bigint, b.m[2], b.m[3], b.m[4], b.m[5], b.m[6]) rc,
  lateral stats.ratio_moments(t.m[1]::bigint, t.m[2], t.m[3], t.m[4], t.m[5], t.m[6]) rt,
  lateral (select vectors.number(c.input, 'confidence') as level) i,
  lateral stats.welch(b.m[1]::bigint, rc.mean, rc.variance, t.m[1]::bigint, rt.mean, rt.variance) w,
  lateral stats.lift_delta(b.m[1]::bigint, rc.mean, rc.variance,
                           t.m[1]::bigint, rt.mean, rt.variance, level) l,
  -- the reference takes the normal quantile, the function Student's
  lateral (select -stats.normal_quantile((1 - level) / 2) * w.standard_error as half_width) h,
  lateral (values
    ('n_c', b.m[1], vectors.number(c.output -> 'arm_c', 'n')),
    ('ratio_c', rc.mean, vectors.number(c.output -> 'arm_c', 'ratio')),
    ('var_ratio_c', rc.variance / b.m[1], vectors.number(c.output -> 'arm_c', 'var_ratio')),
    ('ratio_t', rt.mean, vectors.number(c.output -> 'arm_t', 'ratio')),
    ('var_ratio_t', rt.variance / t.m[1], vectors.number(c.output -> 'arm_t', 'var_ratio')),
    ('diff', w.difference, vectors.number(c.output, 'diff')),
    ('se', w.standard_error, vectors.number(c.output, 'se')),
    ('z', w.statistic, vectors.number(c.output, 'z')),
    ('p', stats.normal_two_sided_p(w.statistic), vectors.number(c.output, 'p')),
    ('ci_low', w.difference - half_width, vectors.number(c.output, 'ci_low')),
    ('ci_high', w.difference + half_width, vectors.number(c.output, 'ci_high')),
    ('lift', l.lift, vectors.number(c.output, 'lift')),
    ('lift_se', l.standard_error, vectors.number(c.output, 'lift_se')),
    ('lift_low', l.lift_low, vectors.number(c.output, 'lift_low')),
    ('lift_high', l.lift_high, vectors.number(c.output, 'lift_high'))
  ) v (quantity, got, want)
where c.family = 'ratio_delta'
