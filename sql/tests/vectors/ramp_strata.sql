select c.id, k.weighting || ' ' || v.quantity as quantity, v.got, v.want,
  1e-9 as relative, 0 as absolute
from vectors.given c,
  lateral (
    select array_agg((p ->> 'n_c')::bigint order by i) as n_c,
      array_agg(vectors.number(p, 'mean_c') order by i) as mean_c,
      array_agg(vectors.number(p, 'var_c') order by i) as var_c,
      array_agg((p ->> 'n_t')::bigint order by i) as n_t,
      array_agg(vectors.number(p, 'mean_t') order by i) as mean_t,
      array_agg(vectors.number(p, 'var_t') order by i) as var_t
    from jsonb_array_elements(c.input -> 'phases') with ordinality given (p, i)
  ) i,
  unnest(array['mantel_haenszel', 'post_stratified', 'inverse_variance']) k (weighting),
  lateral stats.stratified(n_c, mean_c, var_c, n_t, mean_t, var_t, 0.95, k.weighting) s,
  lateral (select c.output -> k.weighting as want) o,
  lateral (values
    ('diff', s.difference, vectors.number(o.want, 'diff')),
    ('se', s.standard_error, vectors.number(o.want, 'se')),
    ('z', s.statistic, vectors.number(o.want, 'z')),
    -- the reference takes the normal distribution, the function Student's t
    ('p', stats.normal_two_sided_p(s.statistic), vectors.number(o.want, 'p')),
    ('phases_used', s.phases_used, vectors.number(c.output, 'phases_used')),
    ('Q', s.heterogeneity_statistic, vectors.number(c.output, 'heterogeneity_Q')),
    ('Q df', s.heterogeneity_degrees_of_freedom, vectors.number(c.output, 'heterogeneity_df')),
    ('Q p', s.heterogeneity_p_value, vectors.number(c.output, 'heterogeneity_p'))
  ) v (quantity, got, want)
where c.family = 'ramp_strata'
