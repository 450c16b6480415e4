with arm as (
  select file, fields ->> 'arm' as arm, count(*) as n, avg(y - k) + min(k) as my, avg(x) as mx,
    regr_syy(y - k, x - k) as syy, regr_sxx(y - k, x - k) as sxx, regr_sxy(y - k, x - k) as sxy
  from vectors.given_row,
    lateral (select (fields ->> 'y')::float8 as y,
               coalesce(nullif(fields ->> 'x', '')::float8, 0) as x,
               -- without a common offset the built-in aggregates would lose its digits
               case when file = 'data/cuped_offset.csv' then 1e7 else 0 end as k) r
  where file like 'data/cuped%'
  group by file, fields ->> 'arm'
)
select c.id, v.quantity, v.got, v.want, i.relative, 0 as absolute
from vectors.given c
join arm b on b.file = c.input ->> 'file' and b.arm = 'c'
join arm t on t.file = c.input ->> 'file' and t.arm = 't',
  lateral (
    select vectors.number(c.input, 'confidence') as level, c.output -> 'theta_within' as within,
      c.output -> 'theta_total' as total, c.output -> 'lin_interacted' as lin,
      -- the two arms' means of 1e7 have no more digits than this
      case when c.input ->> 'file' = 'data/cuped_offset.csv' then 1e-6 else 1e-9 end as relative
  ) i,
  lateral stats.cuped(b.n, b.my, b.mx, b.syy, b.sxx, b.sxy,
                      t.n, t.my, t.mx, t.syy, t.sxx, t.sxy, level) w,
  lateral stats.cuped_at(vectors.number(total, 'theta'),
                         b.n, b.my, b.mx, b.syy, b.sxx, b.sxy,
                         t.n, t.my, t.mx, t.syy, t.sxx, t.sxy, level) a,
  lateral stats.cuped_interacted(b.n, b.my, b.mx, b.syy, b.sxx, b.sxy,
                                 t.n, t.my, t.mx, t.syy, t.sxx, t.sxy, level) l,
  lateral stats.cuped_lift(w.theta, b.n, b.my, b.mx, b.syy, b.sxx, b.sxy,
                           t.n, t.my, t.mx, t.syy, t.sxx, t.sxy, level) wl,
  lateral stats.cuped_lift(vectors.number(total, 'theta'),
                           b.n, b.my, b.mx, b.syy, b.sxx, b.sxy,
                           t.n, t.my, t.mx, t.syy, t.sxx, t.sxy, level) al,
  lateral (values
    ('status', (w.state = case c.output ->> 'status'
      when 'no_covariate_variance' then 'unadjusted' else c.output ->> 'status' end)::integer, 1),
    ('unadjusted diff', w.difference, vectors.number(c.output -> 'unadjusted', 'diff')),
    ('unadjusted se', w.standard_error, vectors.number(c.output -> 'unadjusted', 'se')),
    ('within theta', w.theta, vectors.number(within, 'theta')),
    ('within diff', w.difference, vectors.number(within, 'diff')),
    ('within se', w.standard_error, vectors.number(within, 'se')),
    ('within df', w.degrees_of_freedom, vectors.number(within, 'welch_df')),
    ('within t', w.statistic, vectors.number(within, 't')),
    ('within p', w.p_value, vectors.number(within, 'p_t')),
    ('within ci_low', w.interval_low, vectors.number(within, 'ci_low')),
    ('within ci_high', w.interval_high, vectors.number(within, 'ci_high')),
    ('within variance_reduction', 1 - w.variance_ratio,
      vectors.number(within, 'variance_reduction')),
    ('within lift', wl.lift, vectors.number(within, 'lift')),
    ('within lift_se', wl.standard_error, vectors.number(within, 'lift_se')),
    ('total lift', al.lift, vectors.number(total, 'lift')),
    ('total lift_se', al.standard_error, vectors.number(total, 'lift_se')),
    ('total diff', a.difference, vectors.number(total, 'diff')),
    ('total se', a.standard_error, vectors.number(total, 'se')),
    ('total df', a.degrees_of_freedom, vectors.number(total, 'welch_df')),
    ('total t', a.statistic, vectors.number(total, 't')),
    ('total p', a.p_value, vectors.number(total, 'p_t')),
    ('total ci_low', a.interval_low, vectors.number(total, 'ci_low')),
    ('total ci_high', a.interval_high, vectors.number(total, 'ci_high')),
    ('lin theta_c', l.theta_baseline, vectors.number(lin, 'theta_c')),
    ('lin theta_t', l.theta_treatment, vectors.number(lin, 'theta_t')),
    ('lin diff', l.difference, vectors.number(lin, 'coef_treat')),
    ('lin se', l.standard_error, vectors.number(lin, 'se_neyman_from_sufficient_stats'))
  ) v (quantity, got, want)
where c.family = 'cuped'
  -- with a constant covariate there is nothing but the unadjusted estimate
  and (v.quantity = 'status' or (v.quantity like 'unadjusted%') = (w.state = 'unadjusted'))
