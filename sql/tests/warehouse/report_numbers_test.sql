-- The numbers of reports, against numbers that were computed elsewhere, exactly or with 40 digits.

begin;
select plan(39);
\ir fixtures.sql

-- near(have, want, what): equal to a relative error of 1e-12.
create function pg_temp.near(have float8, want float8, what text)
  returns text
  language sql
as $$
  select ok(have is not null and abs(have - want) <= 1e-12 * abs(want), format('%s is %s, not %s', what, want, have))
$$;

-- Welch's comparison of 8 with 9 units, one event each. (mpmath 1.3)
select pg_temp.make_experiment('golden');
select pg_temp.make_metric('golden', 'golden-spend', 'mean', 'golden');
select pg_temp.expose_many('golden', 'control', 8);
select pg_temp.expose_many('golden', 'green', 9);
select pg_temp.happen('control 1 ' || place, 'golden', 1, value)
from unnest('{3.5,0,7.25,1,0,12,4.5,2}'::numeric[]) with ordinality v(value, place);
select pg_temp.happen('green 1 ' || place, 'golden', 1, value)
from unnest('{6,9.5,0,14.25,8,3,11,7.75,5}'::numeric[]) with ordinality v(value, place);
select pg_temp.advance();

select pg_temp.near(v.have, v.want, v.what)
from report.experiment('golden') l
cross join lateral (
  values
    (true, l.mean, 3.78125::float8, 'the mean of the control'),
    (true, l.standard_deviation, 4.1348637479711123, 'its standard deviation'),
    (false, l.mean, 7.1666666666666667, 'the mean of the treatment'),
    (false, l.standard_deviation, 4.2738302493196896, 'its standard deviation'),
    (false, l.difference, 3.3854166666666667, 'the difference'),
    (false, l.standard_error, 2.0412376553636774, 'the standard error'),
    (false, l.degrees_of_freedom, 14.872191743814845, 'the degrees of freedom'),
    (false, l.statistic, 1.6585117650416376, 'the statistic'),
    (false, l.p_value, 0.11814978443730497, 'the p-value'),
    (false, l.log_p_value, -2.1358020998341265, 'its logarithm'),
    (false, l.p_value_adjusted, 0.11814978443730497, 'the adjusted p-value of one comparison'),
    (false, l.interval_low, -0.96863720683194951, 'the lower end of the interval'),
    (false, l.interval_high, 7.7394705401652828, 'the upper end'),
    (false, l.level, 0.95, 'the level')) v(is_control, have, want, what)
where l.is_control = v.is_control;
select is(method, 'welch', 'the method is Welch''s') from report.experiment('golden') where not is_control;

-- Sample ratios: 5200 and 4800 units of equal weights; and two phases with weights of their own.
select pg_temp.make_experiment('uneven');
select pg_temp.expose_many('uneven', 'control', 520);
select pg_temp.expose_many('uneven', 'green', 480);
select pg_temp.make_experiment('ramped', weights => '{200000,800000}');
select pg_temp.make_phase('ramped', 2, '{500000,500000}');
select pg_temp.expose_many('ramped', variant, units, phase)
from (values ('control', 30, 1), ('green', 70, 1), ('control', 45, 2), ('green', 55, 2)) t(variant, units, phase);
select pg_temp.make_metric('ramped', 'ramped-spend', 'mean', 'ramped');
select pg_temp.advance();
select pg_temp.near(sample_ratio_p_value, 0.20590321073206833, 'the sample ratio''s p-value of 520 and 480')
from report.traffic('uneven') where is_control;
select results_eq('select variant, units, share, expected_share from report.traffic(''uneven'')',
                  $$values ('control', 520::bigint, 0.52::float8, 0.5::float8), ('green', 480, 0.48, 0.5)$$,
                  'traffic gives shares and expected shares');
select pg_temp.near(sample_ratio_p_value, 0.026649097336355486, 'the phases'' tests are added')
from report.experiment('ramped') where is_control;

-- A ramp in which the treatment is 2 better in both phases, while the pooled means go down: control 9 units with
-- mean 10 and 3 with mean 1, treatment 3 with mean 12 and 12 with mean 3.
select pg_temp.make_experiment('simpson', weights => '{900000,100000}');
select pg_temp.make_phase('simpson', 2, '{200000,800000}');
select pg_temp.make_metric('simpson', 'simpson-spend', 'mean', 'simpson', covariate_event => 'before');
select pg_temp.expose_many('simpson', variant, units, phase)
from (values ('control', 9, 1), ('green', 3, 1), ('control', 3, 2), ('green', 12, 2)) t(variant, units, phase);
select pg_temp.happen(format('%s %s %s', variant, phase, n), 'simpson', 1, base + 1.5 * ((n + 1) % 3 - 1))
from (values ('control', 9, 1, 10), ('green', 3, 1, 12), ('control', 3, 2, 1), ('green', 12, 2, 3))
  t(variant, units, phase, base)
cross join lateral generate_series(1, units) n;
select pg_temp.advance();
select pg_temp.near(v.have, v.want, v.what)
from report.experiment('simpson') l
cross join lateral (
  values
    (l.difference, 2::float8, 'the difference within phases'),
    (l.lift, 2 / (((9 * 3 / 12.0) * 10 + (3 * 12 / 15.0) * 1) / (9 * 3 / 12.0 + 3 * 12 / 15.0)),
     'the lift, to the control''s mean with the same weights,'),
    (l.heterogeneity_p_value, 1, 'the p-value of disagreement between the phases')) v(have, want, what)
where not l.is_control;
select is(method, 'welch_mantel_haenszel', 'the method says that phases were compared within themselves')
from report.experiment('simpson') where not is_control;
select cmp_ok(t.mean, '<', c.mean, 'though the mean of all is lower')
from report.experiment('simpson') t, report.experiment('simpson') c
where not t.is_control and c.is_control;

-- Adjusted for a covariate: the same as stats.cuped() of the units' values.
select pg_temp.make_experiment('adjusted');
select pg_temp.make_metric('adjusted', 'adjusted-spend', 'mean', 'after', covariate_event => 'before');
select pg_temp.expose_many('adjusted', 'control', 40);
select pg_temp.expose_many('adjusted', 'green', 50);
create temporary table pair as
select variant, n, round((10 + 5 * sin(n * 12.9898))::numeric, 3) as x,
  round((3 + 2 * sin(n * 12.9898) + cos(n * 78.233) + case when variant = 'green' then 0.5 else 0 end)::numeric, 3) as y
from (values ('control', 40), ('green', 50)) v(variant, units)
cross join lateral generate_series(1, units) n;
select pg_temp.happen(format('%s 1 %s', variant, n), 'before', -1, x),
  pg_temp.happen(format('%s 1 %s', variant, n), 'after', 1, y)
from pair;
select pg_temp.advance();
with sums as (
  select variant, count(*) as n, avg(y::float8) as mean_y, avg(x::float8) as mean_x, regr_syy(y, x) as syy,
    regr_sxx(y, x) as sxx, regr_sxy(y, x) as sxy
  from pair
  group by variant
)
select pg_temp.near(v.have, v.want, v.what)
from report.experiment('adjusted') l
cross join sums b
cross join sums t
cross join lateral stats.cuped(
  b.n, b.mean_y, b.mean_x, b.syy, b.sxx, b.sxy, t.n, t.mean_y, t.mean_x, t.syy, t.sxx, t.sxy) c
cross join lateral (
  values
    (l.adjusted_difference, c.difference, 'the adjusted difference'),
    (l.adjusted_standard_error, c.standard_error, 'its standard error'),
    (l.adjusted_p_value, c.p_value, 'its p-value'),
    (l.adjusted_interval_low, c.interval_low, 'the lower end of its interval'),
    (l.adjusted_interval_high, c.interval_high, 'the upper end'),
    (l.variance_ratio, c.variance_ratio, 'the variance ratio')) v(have, want, what)
where not l.is_control and b.variant = 'control' and t.variant = 'green';

-- Moments of values that float8 sums would lose: exact, and rounded once.
select pg_temp.make_experiment(e.key) from unnest('{tiny,huge,mixed}'::text[]) e(key);
select pg_temp.make_metric(e.key, e.key, 'mean', e.key) from unnest('{tiny,huge,mixed}'::text[]) e(key);
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, e.experiment_id * 10 + 1, 'n' || n,
  pg_temp.hour(0), now()
from splitplot.experiment e cross join generate_series(1, 3) n
where e.key in ('tiny', 'huge', 'mixed');
select pg_temp.happen('n' || place, e.key, 1, value)
from (values
  ('tiny', '{0.000000000001,0.000000000003,0.000000000002}'::numeric[]),
  ('huge', '{999999999999999.000000000001,999999999999999.000000000003,999999999999999.000000000004}'),
  ('mixed', '{1,1000000000000,-3}')) e(key, values)
cross join lateral unnest(e.values) with ordinality v(value, place);
select pg_temp.advance();
select is(v.have, v.want, v.what)
from (values
  ('tiny', 2e-12::float8, 1e-24::float8),
  ('huge', 999999999999999.0, 2.3333333333333333e-24),
  ('mixed', 333333333332.6667, 3.33333333334e+23)) e(key, mean, variance)
join splitplot.experiment x on x.key = e.key
cross join report.batch_at('infinity') b
cross join lateral report.arms(x.experiment_id, b) a
cross join lateral (
  values
    (a.mean, e.mean, format('the mean of %s values is exact', e.key)),
    (a.variance, e.variance, 'and so is their variance')) v(have, want, what);

-- Families: Holm over the primary metrics and treatments, Benjamini-Hochberg over the secondary ones, guardrails as
-- they are.
select pg_temp.make_experiment('families', '{control,green,red}', '{400000,300000,300000}');
select pg_temp.make_metric('families', 'm' || n, 'mean', 'e' || n, role => case
  when n <= 2 then 'primary' when n <= 4 then 'secondary' else 'guardrail' end)
from generate_series(1, 6) n;
select pg_temp.expose_many('families', variant, 20) from unnest('{control,green,red}'::text[]) variant;
select pg_temp.happen(format('%s 1 %s', v.variant, n), 'e' || m, 1,
                      round((sin(n * m * 7.1) + v.effect * m / 6.0)::numeric, 4))
from (values ('control', 0), ('green', 0.6), ('red', 1.1)) v(variant, effect)
cross join generate_series(1, 20) n
cross join generate_series(1, 6) m;
select pg_temp.advance();
select is(array_agg(p_value_adjusted order by metric, variant), stats.holm(array_agg(p_value order by metric, variant)),
          'primary metrics and treatments are one family, by Holm')
from report.experiment('families') where role = 'primary' and not is_control;
select is(array_agg(p_value_adjusted order by metric, variant),
          stats.benjamini_hochberg(array_agg(p_value order by metric, variant)),
          'secondary ones are another, by Benjamini and Hochberg')
from report.experiment('families') where role = 'secondary' and not is_control;
select is(array_agg(p_value_adjusted order by metric, variant), array_agg(p_value order by metric, variant),
          'guardrails are not adjusted')
from report.experiment('families') where role = 'guardrail' and not is_control;
select is(jsonb_path_query_array(report.document('families'), '$.metrics[*].metric'),
          '["m1", "m2", "m3", "m4", "m5", "m6"]', 'metrics come in the order of their roles');

select * from finish();
rollback;
