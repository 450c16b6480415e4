with daily as (
  select c.id, c.input, c.output, d.day, a.arm, a.units::bigint
  from vectors.given c,
    jsonb_array_elements(c.input -> 'daily_counts') with ordinality d (counts, day),
    jsonb_array_elements_text(d.counts) with ordinality a (units, arm)
  where c.family = 'srm_sequential'
), so_far as (
  select id, input, output, day, arm,
    sum(units) over (partition by id, arm order by day)::bigint as units
  from daily
), look as (
  select id, input, output, day, array_agg(units order by arm) as observed
  from so_far
  group by id, input, output, day
), tested as (
  select id, day, s.log_bayes_factor, output -> (day::integer - 1) as want,
    min(s.p_value) over (partition by id order by day) as p,
    (select sum(o) from unnest(observed) o) as units
  from look,
    lateral stats.srm_always_valid(observed, vectors.numbers(input -> 'weights'),
                                   vectors.number(input, 'dirichlet_concentration')) s
)
select id, 'day ' || day || ' ' || v.quantity as quantity, v.got, v.want, 0 as relative,
  case when units < 1e6 then 1e-9 else 1e-5 end as absolute
from tested,
  lateral (values
    ('ln_bf', log_bayes_factor, vectors.number(tested.want, 'ln_bf')),
    ('p', p, vectors.number(tested.want, 'p'))
  ) v (quantity, got, want)
