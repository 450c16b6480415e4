-- Segments: units are compared with those of the same value at their first exposure, and p-values adjusted together.

begin;
select plan(10);
\ir fixtures.sql
select pg_temp.make_experiment('cut');
select pg_temp.make_metric('cut', 'spend', 'mean', 'spend');
select pg_temp.make_metric('cut', 'wait', 'quantile', 'wait', quantile => 0.5);
create table pg_temp.unit as
select
  v.key as variant, v.key || n as unit, case when n % 3 < 2 then (array['DE', 'FR'])[1 + n % 3] end as country, 1 + n % 2 as phase,
  round((4 + 2 * sin(n * 12.9898) + case when v.key = 'green' and n % 3 = 0 then 2 else 0 end)::numeric, 3) as y
from (values ('control'), ('green')) v(key) cross join generate_series(1, 90) n;
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, attributes, occurred_at, received_at)
select gen_random_uuid(), e.experiment_id, e.experiment_id * 10 + 1, v.variant_id, u.unit,
  case when u.country is not null then jsonb_build_object('country', u.country, 'id', u.unit) end, pg_temp.hour(0), now()
from pg_temp.unit u
join splitplot.experiment e on e.key = 'cut'
join splitplot.variant v on v.experiment_id = e.experiment_id and v.key = u.variant;
-- They move: what counts is where they were first.
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, attributes, occurred_at, received_at)
select gen_random_uuid(), x.experiment_id, x.phase_id, x.variant_id, x.unit_id, '{"country": "XX"}', pg_temp.hour(2), now()
from fact.exposure x;
select pg_temp.happen(u.unit, 'spend', 1, u.y) from pg_temp.unit u;
select pg_temp.advance() as seen \gset

select set_eq($$select segment, units from report.segment('cut', 'spend', 'country')$$,
              $$values ('DE', 30::bigint), ('FR', 30), (null, 30)$$, 'units count where they were first, or without a value');
select is(
  (s.difference, s.p_value, s.interval_low)::text, (w.difference, w.p_value, w.interval_low)::text,
  format('Welch''s comparison within %s', coalesce(s.segment, 'none')))
from report.segment('cut', 'spend', 'country') s
cross join lateral (
  select count(*) as n, avg(u.y)::float8 as mean, var_samp(u.y)::float8 as variance
  from pg_temp.unit u where u.variant = 'control' and u.country is not distinct from s.segment) c
cross join lateral (
  select count(*) as n, avg(u.y)::float8 as mean, var_samp(u.y)::float8 as variance
  from pg_temp.unit u where u.variant = 'green' and u.country is not distinct from s.segment) t
cross join lateral stats.welch(c.n, c.mean, c.variance, t.n, t.mean, t.variance, 0.95) w;
select is(array_agg(p_value_adjusted), stats.benjamini_hochberg(array_agg(p_value)), 'p-values are adjusted together')
from report.segment('cut', 'spend', 'country');
select is(count(*), 21::bigint, 'of many segments 20 stand by themselves')
from report.segment('cut', 'spend', 'id');
select is(s.units + s.control_units, (180 - 60 - 19)::bigint, 'the others stand together')
from report.segment('cut', 'spend', 'id') s where s.segment = '(others)';
select is(pg_temp.outcome($$select report.segment('cut', 'nothing', 'country')$$), 'SP404 unknown_metric', 'unknown metrics');
select is(pg_temp.outcome($$select report.segment('cut', 'wait', 'country')$$), 'SP422 not_in_segments', 'and quantiles are refused');
create table pg_temp.known as select jsonb_agg(to_jsonb(s)) as segments from report.segment('cut', 'spend', 'country') s;
select pg_temp.happen('green3', 'spend', 3, 500);
select pg_temp.advance();
select is((select jsonb_agg(to_jsonb(s)) from report.segment('cut', 'spend', 'country', :'seen') s),
          (select segments from pg_temp.known), 'the past stays what it was');

select * from finish();
rollback;
