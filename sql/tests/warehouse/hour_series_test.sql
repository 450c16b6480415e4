-- A metric by hours: units in the hour when they were first exposed, events in the hour when they occurred.

begin;
select plan(15);
\ir fixtures.sql

select pg_temp.make_experiment('hours');
select pg_temp.make_phase('hours', 2, '{500000,500000}');
select pg_temp.make_metric('hours', 'spend', 'mean', 'buy', metric_window => '3 hours', cap => 5);
select pg_temp.make_metric('hours', 'net', 'revenue', 'order', net => true);
select pg_temp.make_metric('hours', 'buys a visit', 'ratio', 'buy', aggregate => 'count', denominator_event => 'visit',
  denominator_aggregate => 'count', role => 'secondary');
select pg_temp.make_metric('hours', 'visit buy', 'funnel', steps => '{visit,buy}', role => 'secondary');
select pg_temp.expose('hours', 'a', 'control', 0.5), pg_temp.expose('hours', 'b', 'control', 2.25),
  pg_temp.expose('hours', 'c', 'green', 0.25, phase => 2);
select pg_temp.happen('a', 'buy', 0.25, 100), pg_temp.happen('a', 'buy', 0.75, 4), pg_temp.happen('a', 'buy', 2.5, 3),
  pg_temp.happen('b', 'buy', 2.75, 2), pg_temp.happen('b', 'buy', 5.5, 100), pg_temp.happen('c', 'buy', 1.5, 9),
  pg_temp.happen('c', 'visit', 0.5), pg_temp.happen('c', 'visit', 0.75), pg_temp.happen('nobody', 'buy', 1, 9);
select pg_temp.happen('a', 'order', 1, null, 'o1', 700), pg_temp.happen('a', 'return', 1.5, null, 'o1', 200),
  pg_temp.happen('a', 'order', 1.75, null, 'o2', 300, 'USD');
select pg_temp.advance() as seen \gset

select results_eq(
  $$select hour, new_units, units, events, total, rate from report.hour_series('hours', 'spend') where variant = 'control'$$,
  $$values
    (pg_temp.hour(0), 1::bigint, 1::bigint, 1::bigint, 4::numeric, 4::float8),
    (pg_temp.hour(1), 0, 1, 0, 0, 0), (pg_temp.hour(2), 1, 2, 2, 5, 2.5)$$,
  'events before the first exposure and after the window count nowhere, and caps are none here');
select results_eq(
  $$select hour, units, events from report.hour_series('hours', 'spend') where variant = 'green'$$,
  $$values (pg_temp.hour(0), 1::bigint, 0::bigint), (pg_temp.hour(1), 1, 1), (pg_temp.hour(2), 1, 0)$$,
  'each hour has a row of each variant');
select results_eq(
  $$select hour, events, total from report.hour_series('hours', 'net') where variant = 'control' and total <> 0$$,
  $$values (pg_temp.hour(1), 1::bigint, 700::numeric)$$, 'revenue is gross, and in the metric''s currency');
select results_eq(
  $$select hour, events, denominator, rate from report.hour_series('hours', 'buys a visit') where variant = 'green'$$,
  $$values (pg_temp.hour(0), 0::bigint, 2::numeric, 0::float8), (pg_temp.hour(1), 1, 0, null), (pg_temp.hour(2), 0, 0, null),
    (pg_temp.hour(3), 0, 0, null), (pg_temp.hour(4), 0, 0, null), (pg_temp.hour(5), 0, 0, null)$$,
  'a ratio is one of the hour, where there is something to divide by');
select is((select sum(events) from report.hour_series('hours', 'visit buy') where variant = 'control'), 4::numeric,
          'of a funnel the last step counts');
select results_eq(
  $$select hour, units, events from report.hour_series('hours', 'spend', pg_temp.hour(1.5), pg_temp.hour(1.9))
    where variant = 'control'$$,
  $$values (pg_temp.hour(1), 1::bigint, 0::bigint)$$, 'some hours alone, with the units from before');
select is_empty($$select * from report.hour_series('hours', 'spend', pg_temp.hour(9), pg_temp.hour(12))$$,
                'no hours behind the last one');
select is(pg_temp.outcome($$select * from report.hour_series('hours', 'nothing')$$), 'SP404 unknown_metric',
          'an unknown metric is refused');

create table pg_temp.known as
select m.key, s.* from splitplot.metric m cross join lateral report.hour_series('hours', m.key) s;
-- Earlier exposures, of another variant; later events; a metric that is new.
select pg_temp.expose('hours', 'b', 'green', 1.5, phase => 2), pg_temp.expose('hours', 'nobody', 'green', 0.5);
select pg_temp.happen('b', 'buy', 2.9, 7), pg_temp.happen('a', 'buy', 3.25, 1), pg_temp.happen('c', 'order', 3, null, 'o3', 1);
select pg_temp.make_metric('hours', 'orders', 'count', 'order');
select pg_temp.advance();

select bag_eq(
  format($$select m.key, s.* from splitplot.metric m cross join lateral report.hour_series('hours', m.key, as_of => %L) s
           where m.key <> 'orders'$$, :'seen'),
  'table pg_temp.known', 'the past stays what it was');
select is((select sum(events) from report.hour_series('hours', 'orders', as_of => :'seen')), 0::numeric,
          'when the new metric was not known');
select is((select sum(events) from report.hour_series('hours', 'orders')), 3::numeric, 'and now counts all there was');
select results_eq(
  $$select hour, new_units, events, total from report.hour_series('hours', 'spend')
    where variant = 'green' and (new_units, events) <> (0, 0)$$,
  $$values (pg_temp.hour(0), 2::bigint, 0::bigint, 0::numeric), (pg_temp.hour(1), 1, 2, 18), (pg_temp.hour(2), 0, 2, 9)$$,
  'units move with what they have done');
select is_empty('select * from rollup.rebuild()', 'as a recomputation says');

select is(report.hours_document('hours'), '[]', 'when nothing was seen for 48 hours, there is nothing to plot');
select pg_temp.expose('hours', 'd', 'green', at_hour), pg_temp.happen('d', 'buy', at_hour, 3),
  pg_temp.happen('d', 'buy', at_hour + 1, 4)
from (select floor(extract(epoch from now() - pg_temp.hour(0)) / 3600) - 2) n(at_hour);
select pg_temp.advance();
select results_eq(
  $$select m ->> 'metric', jsonb_array_length(m #> '{variants,1,hours}'), m #> '{variants,1,hours,45,units}',
      jsonb_path_query_array(m, '$.variants[1].hours[45 to last].events')
    from jsonb_array_elements(report.hours_document('hours')) m$$,
  $$values ('net', 46, '4'::jsonb, '[0]'::jsonb), ('orders', 46, '4', '[0]'), ('spend', 47, '4', '[1, 1]')$$,
  'else the last 48 hours, of the primary metrics');

select * from finish();
rollback;
