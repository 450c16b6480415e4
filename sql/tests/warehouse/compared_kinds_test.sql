-- Ratios, quantiles and capped metrics are compared as the statistics say, now and as of the past.

begin;
select plan(27);
\ir fixtures.sql

-- near(have, want, what): equal to a relative error of 1e-11.
create function pg_temp.near(have float8, want float8, what text)
  returns text
  language sql
as $$
  select ok(have is not null and abs(have - want) <= 1e-11 * greatest(abs(want), 1e-300), format('%s is %s, not %s', what, want, have))
$$;

select pg_temp.make_experiment('kinds');
select pg_temp.make_metric('kinds', 'ratio', 'ratio', 'click', aggregate => 'sum', denominator_event => 'view',
                           denominator_aggregate => 'count', covariate_event => 'before');
select pg_temp.make_metric('kinds', 'latency', 'quantile', 'load', quantile => 0.75);
select pg_temp.make_metric('kinds', 'capped', 'mean', 'spend', cap => 20, covariate_event => 'before');
select pg_temp.make_metric('kinds', 'winsorised', 'mean', 'spend', cap_quantile => 0.9);
select pg_temp.make_metric('kinds', 'ripe', 'mean', 'spend', metric_window => '2 days', unripe => 'exclude');

create table pg_temp.unit as
select
  v.key as variant, n, concat_ws(' ', v.key, n) as unit,
  1 + n % 4 as views,
  round((2 + sin(n * 12.9898) * 2 + v.lead)::numeric, 3) as click,
  case when n % 5 <> 0 then round((100 + 50 * sin(n * 78.233) + 10 * v.lead)::numeric, 2) end as load,
  round(exp(1.2 * sin(n * 3.7) + 1.5 + v.lead)::numeric, 2) as spend,
  round((5 + 2 * sin(n * 12.9898))::numeric, 2) as before
from (values ('control', 400, 0), ('green', 450, 0.2)) v(key, units, lead)
cross join lateral generate_series(1, v.units) n;
select pg_temp.expose('kinds', u.unit, u.variant, 24 * (u.n % 3)) from pg_temp.unit u;
select pg_temp.happen(u.unit, 'before', -1, u.before), pg_temp.happen(u.unit, 'click', 24 * (u.n % 3) + 1, u.click),
  pg_temp.happen(u.unit, 'spend', 24 * (u.n % 3) + 2, u.spend)
from pg_temp.unit u;
select pg_temp.happen(u.unit, 'view', 24 * (u.n % 3) + 1) from pg_temp.unit u cross join lateral generate_series(1, u.views);
select pg_temp.happen(u.unit, 'load', 24 * (u.n % 3) + 1, u.load) from pg_temp.unit u where u.load is not null;
select pg_temp.advance() as seen \gset

-- line(metric): the treatment's.
create function pg_temp.line(metric text)
  returns report.line
  language sql
as $$
  select l from report.experiment('kinds') l where l.metric = line.metric and not l.is_control
$$;

-- A ratio is what stats.ratio_moments() and Welch make of the units.
create table pg_temp.ratio as
select u.variant, count(*) as n, r.mean, r.variance
from pg_temp.unit u
cross join lateral (
  select
    count(*) as n, avg(x.click::float8) as y, avg(x.views::float8) as z, regr_syy(x.click, x.views) as syy,
    regr_sxx(x.click, x.views) as szz, regr_sxy(x.click, x.views) as syz
  from pg_temp.unit x where x.variant = u.variant) m
cross join lateral stats.ratio_moments(m.n, m.y, m.z, m.syy, m.szz, m.syz) r
group by u.variant, r.mean, r.variance;
select pg_temp.near(v.have, v.want, v.what)
from pg_temp.line('ratio') l, pg_temp.ratio c, pg_temp.ratio t
cross join lateral stats.welch(c.n, c.mean, c.variance, t.n, t.mean, t.variance, 0.95) w
cross join lateral (
  values
    (l.mean, t.mean, 'the ratio of the treatment'), (l.difference, w.difference, 'the difference of ratios'),
    (l.standard_error, w.standard_error, 'its standard error'), (l.p_value, w.p_value, 'its p-value'),
    (l.standard_deviation, sqrt(t.variance), 'the spread of a ratio')) v(have, want, what)
where c.variant = 'control' and t.variant = 'green';
select cmp_ok(l.variance_ratio, '<', 1::float8, 'a covariate makes its interval narrower') from pg_temp.line('ratio') l;

-- A quantile is what stats.quantile() makes of the units with a value.
select pg_temp.near(v.have, v.want, v.what)
from pg_temp.line('latency') l,
  stats.quantile((select array_agg(load::float8) from pg_temp.unit where variant = 'control'), 0.75) c,
  stats.quantile((select array_agg(load::float8) from pg_temp.unit where variant = 'green'), 0.75) t
cross join lateral (
  values
    (l.mean, t.quantile, 'the quantile of the treatment'), (l.difference, t.quantile - c.quantile, 'the difference'),
    (l.standard_error, sqrt(c.standard_error ^ 2 + t.standard_error ^ 2), 'its standard error')) v(have, want, what);
select is(n, 360::bigint, 'units without a value are none of it') from pg_temp.line('latency');

-- A fixed cap, with the uncapped beside it.
create table pg_temp.spent as
select
  u.variant, array_agg(u.spend::float8) as spend,
  (select percentile_disc(0.9) within group (order by x.spend) from pg_temp.unit x)::float8 as p90
from pg_temp.unit u
group by u.variant;
select pg_temp.near(v.have, v.want, v.what)
from pg_temp.line('capped') l, pg_temp.spent c, pg_temp.spent t
cross join lateral stats.winsorised(c.spend, 20) wc
cross join lateral stats.winsorised(t.spend, 20) wt
cross join lateral stats.welch(wc.n, wc.mean, wc.variance, wt.n, wt.mean, wt.variance, 0.95) w
cross join lateral stats.winsorised(c.spend, 1e9) uc
cross join lateral stats.winsorised(t.spend, 1e9) ut
cross join lateral stats.welch(uc.n, uc.mean, uc.variance, ut.n, ut.mean, ut.variance, 0.95) u
cross join lateral (
  values
    (l.difference, w.difference, 'the capped difference'), (l.p_value, w.p_value, 'its p-value'),
    (l.uncapped_difference, u.difference, 'the uncapped difference'), (l.uncapped_p_value, u.p_value, 'its p-value'))
  v(have, want, what)
where c.variant = 'control' and t.variant = 'green';
select is(cap, 20::numeric, 'the report says the cap') from pg_temp.line('capped');

-- A cap at a quantile of all units together.
select pg_temp.near(v.have, v.want, v.what)
from pg_temp.line('winsorised') l, pg_temp.spent c, pg_temp.spent t
cross join lateral stats.winsorised(c.spend, c.p90) wc
cross join lateral stats.winsorised(t.spend, c.p90) wt
cross join lateral stats.welch(wc.n, wc.mean, wc.variance, wt.n, wt.mean, wt.variance, 0.95) w
cross join lateral (
  values
    (l.cap::float8, c.p90, 'the cap'), (l.difference, w.difference, 'the difference, winsorised,'),
    (l.p_value, w.p_value, 'its p-value')) v(have, want, what)
where c.variant = 'control' and t.variant = 'green';
select pg_temp.near(l.skewness, m.m3 / m.m2 ^ 1.5, 'the skewness, after the cap,')
from pg_temp.line('winsorised') l
cross join (
  select avg((least(s, p90) - mean) ^ 3) as m3, avg((least(s, p90) - mean) ^ 2) as m2
  from (
    select s, t.p90, avg(least(s, t.p90)) over () as mean from pg_temp.spent t cross join lateral unnest(t.spend) s
    where t.variant = 'green') x) m;

-- Unripe units, seen from the batch: all are ripe by now.
select is((l.n, l.unripe_units)::text, '(450,0)', 'long after their window has closed all units count')
from pg_temp.line('ripe') l;

-- As of the past all of it is computed from the facts.
create table pg_temp.known as select report.document('kinds', :'seen') - 'as_of' as document;
select pg_temp.happen('green 1', 'spend', 2, 1000), pg_temp.happen('green 2', 'load', 2, 5000),
  pg_temp.happen('green 3', 'click', 2, 77);
select pg_temp.advance();
select isnt(report.document('kinds') - 'as_of', (select document from pg_temp.known), 'new facts change the report');
select is(report.document('kinds', :'seen') - 'as_of', (select document from pg_temp.known),
          'but not that of the past, which is computed from the facts then');

-- Of a method that allows many looks, the covariate's and the uncapped numbers allow them, too.
select pg_temp.make_experiment('watched', method => '{"kind": "always_valid", "alpha": 0.05, "planned_units": 1000}');
select pg_temp.make_metric('watched', 'watched', 'mean', 'spend', cap => 20, covariate_event => 'before');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, u.unit, pg_temp.hour(0), now()
from pg_temp.unit u
join splitplot.experiment e on e.key = 'watched'
join splitplot.variant v on v.experiment_id = e.experiment_id and v.key = u.variant;
select pg_temp.advance();
select pg_temp.near(v.have, v.want, v.what)
from report.experiment('watched') l
cross join lateral stats.always_valid(
  l.adjusted_difference, l.adjusted_standard_error,
  stats.mixing_variance(l.adjusted_standard_error, 850, 1000, 0.95), 0.95) a
cross join lateral stats.always_valid(
  l.uncapped_difference, l.uncapped_standard_error,
  stats.mixing_variance(l.uncapped_standard_error, 850, 1000, 0.95), 0.95) u
cross join lateral (
  values
    (l.adjusted_p_value, a.p_value, 'with a covariate the p-value at any look'),
    (l.adjusted_interval_high, a.interval_high, 'its interval'),
    (l.uncapped_interval_low, u.interval_low, 'and the interval without the cap')) v(have, want, what)
where not l.is_control;

-- Whose window is still open is left out.
select pg_temp.make_experiment('fresh');
select pg_temp.make_metric('fresh', 'fresh', 'mean', 'spend', metric_window => '2 days', unripe => 'exclude');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, 'fresh' || v.key || n,
  now() - case when n <= 30 then interval '5 days' else interval '1 hour' end, now()
from splitplot.experiment e
join splitplot.variant v using (experiment_id)
cross join generate_series(1, 50) n
where e.key = 'fresh';
select pg_temp.advance();
select results_eq(
  $$select variant, n, unripe_units from report.experiment('fresh')$$,
  $$values ('control', 30::bigint, 20::bigint), ('green', 30, 20)$$, 'units whose window is open are left out, and counted');

select unalike(report.document('fresh') ->> 'warnings', '%measured so far%', 'so nobody is measured so far');
select * from finish();
rollback;
