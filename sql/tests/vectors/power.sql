select c.id, v.quantity, v.got, v.want, 1e-10 as relative, 0 as absolute
from vectors.given c,
  lateral (
    select vectors.number(c.input, 'effect') as effect, vectors.number(c.input, 'sd_c') as sd_c,
      vectors.number(c.input, 'sd_t') as sd_t, vectors.number(c.input, 'n_c') as n_c,
      vectors.number(c.input, 'n_t') as n_t, vectors.number(c.input, 'alpha') as alpha,
      vectors.number(c.input, 'target_power') as target
  ) i,
  lateral stats.sample_size_means(effect, sd_c, sd_t, n_t / n_c, alpha, target) s,
  lateral (values
    ('power', stats.power_means(effect, sd_c, n_c, sd_t, n_t, alpha),
      vectors.number(c.output, 'power')),
    ('n_c_required', s.exact_baseline, vectors.number(c.output, 'n_c_required')),
    ('n_c_required_ceil', s.n_baseline, vectors.number(c.output, 'n_c_required_ceil')),
    ('n_t_required_ceil', s.n_treatment, vectors.number(c.output, 'n_t_required_ceil')),
    ('mde', stats.mde_means(sd_c, n_c, sd_t, n_t, alpha, target), vectors.number(c.output, 'mde'))
  ) v (quantity, got, want)
where c.family = 'power' and c.input ->> 'kind' = 'means'
union all
select c.id, v.quantity, v.got, v.want, 1e-10, 0
from vectors.given c,
  lateral (
    select vectors.number(c.input, 'p_c') as p_c, vectors.number(c.input, 'p_t') as p_t,
      vectors.number(c.input, 'n_per_arm') as n, vectors.number(c.input, 'alpha') as alpha,
      vectors.number(c.input, 'target_power') as target,
      sqrt(vectors.number(c.input, 'p_c') * (1 - vectors.number(c.input, 'p_c'))) as sd_c,
      sqrt(vectors.number(c.input, 'p_t') * (1 - vectors.number(c.input, 'p_t'))) as sd_t
  ) i,
  lateral stats.sample_size_proportions(p_c, p_t, 1, alpha, target) s,
  lateral stats.sample_size_means(p_t - p_c, sd_c, sd_t, 1, alpha, target) m,
  lateral (values
    ('n_per_arm_pooled', s.exact_baseline, vectors.number(c.output, 'n_per_arm_pooled')),
    ('n_per_arm_unpooled', m.exact_baseline, vectors.number(c.output, 'n_per_arm_unpooled')),
    ('power_pooled', stats.power_proportions(p_c, n, p_t, n, alpha),
      vectors.number(c.output, 'power_pooled')),
    ('power_unpooled', stats.power_means(p_t - p_c, sd_c, n, sd_t, n, alpha),
      vectors.number(c.output, 'power_unpooled'))
  ) v (quantity, got, want)
where c.family = 'power' and c.input ->> 'kind' = 'proportions'
