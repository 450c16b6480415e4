-- A metric by days of first exposure: the last day's total is the report's, and an effect that wears off is seen.

begin;
select plan(12);
\ir fixtures.sql

select pg_temp.make_experiment('days', method => '{"kind": "always_valid", "alpha": 0.05, "planned_units": 1000}');
select pg_temp.make_phase('days', 2, '{500000,500000}');
select pg_temp.make_metric('days', 'steady', 'mean', 'steady');
select pg_temp.make_metric('days', 'fading', 'mean', 'fading');
select pg_temp.make_metric('days', 'shares', 'ratio', 'steady', role => 'secondary', aggregate => 'sum',
                           denominator_event => 'fading', denominator_aggregate => 'count');
create table pg_temp.unit as
select v.key as variant, n, v.key || n as unit, n % 5 as day, round((3 + sin(n * 12.9898 + length(v.key)))::numeric, 4) as y
from (values ('control'), ('green')) v(key) cross join generate_series(1, 400) n;
select pg_temp.expose('days', u.unit, u.variant, 24 * u.day, phase => 1 + u.day / 3) from pg_temp.unit u;
select pg_temp.happen(u.unit, 'steady', 24 * u.day + 1, u.y),
  pg_temp.happen(u.unit, 'fading', 24 * u.day + 1, u.y + case when u.variant = 'green' then 2 - 0.5 * u.day else 0 end)
from pg_temp.unit u;
select pg_temp.advance() as seen \gset

select is(count(*), 10::bigint, 'each day has a row of each variant') from report.time_series('days', 'steady');
select results_eq(
  $$select new_units, units from report.time_series('days', 'steady') where variant = 'green' order by day$$,
  $$values (80::bigint, 80::bigint), (80, 160), (80, 240), (80, 320), (80, 400)$$, 'units come in and add up');
select is(
  (select (s.difference, s.standard_error)::text from report.time_series('days', m.key) s
   where s.variant = 'green' order by s.day desc limit 1),
  (select (l.difference, l.standard_error)::text from report.experiment('days') l where l.metric = m.key and l.variant = 'green'),
  format('the total of the last day is the report''s, of %s, over two phases', m.key))
from (values ('steady'), ('fading'), ('shares')) m(key);
select is(
  round(s.day_difference::numeric, 12),
  (select round(avg(u.y) filter (where u.variant = 'green') - avg(u.y) filter (where u.variant = 'control'), 12)
   from pg_temp.unit u where u.day = 2), 'a day alone is the difference of its own units')
from report.time_series('days', 'steady') s where s.variant = 'green' and s.day = '2020-01-03';
select is(array_agg(s.interval_low is null order by s.day), '{t,f,f,f,f}', 'with 80 units there is no interval yet')
from report.time_series('days', 'steady') s where s.variant = 'green';
select cmp_ok((v #>> '{novelty,p_value}')::float8, case m ->> 'metric' when 'fading' then '<' else '>' end, 0.01::float8,
  format('the effect on %s %s', m ->> 'metric', case m ->> 'metric' when 'fading' then 'wears off' else 'stays' end))
from jsonb_array_elements(report.series_document('days')) m
cross join lateral jsonb_array_elements(m -> 'variants') v
where v ->> 'variant' = 'green';
-- Straight lines by hand: differences 5, 4, 3 with errors 1, 2, 1: slope -1, 1 / error^2 = 1 + 1.
select is(n::text, '(-1,0.7071067811865475,' || stats.normal_two_sided_p(-sqrt(2))::text || ')', 'a slope by hand')
from report.novelty('{0,1,2}', '{5,4,3}', '{1,2,1}') n;
select is(n::text, '(,,)', 'one day has no slope') from report.novelty('{9460,9460}', '{5,4}', '{1.1,2.3}') n;
create table pg_temp.known as select report.series_document('days', :'seen') as document;
select pg_temp.happen('green1', 'steady', 30, 1000);
select pg_temp.advance();
select is(report.series_document('days', :'seen'), (select document from pg_temp.known), 'the past stays what it was');

select * from finish();
rollback;
