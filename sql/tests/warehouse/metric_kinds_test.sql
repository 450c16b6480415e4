-- Ratios, quantiles, funnels, retention, caps, covariates of a limited past and fair net revenue, unit by unit; and which
-- values how many units have, now and as of the past.

begin;
select plan(69);
\ir fixtures.sql
select pg_temp.make_experiment('green');

-- unit_row(metric, unit): value, second number and covariate as they are rolled up, null without a row.
create function pg_temp.unit_row(metric text, unit text)
  returns text
  language sql
as $$
  select format('%s %s %s', trim_scale(m.value), trim_scale(m.second), trim_scale(m.covariate))
  from rollup.unit_metric m
  join splitplot.metric d using (metric_id)
  join rollup.unit u using (unit_no)
  where d.key = unit_row.metric and u.unit_id = unit_row.unit
$$;

-- All units are exposed at hour 10.

-- Ratios.
select pg_temp.make_metric('green', 'clicks a view', 'ratio', 'click', aggregate => 'count', denominator_event => 'view',
  denominator_aggregate => 'count', metric_window => '1 day');
select pg_temp.make_metric('green', 'seconds a view', 'ratio', 'time', aggregate => 'sum', denominator_event => 'view',
  denominator_aggregate => 'sum', covariate_event => 'time');
select pg_temp.make_metric('green', 'money an order', 'ratio', 'order', aggregate => 'amount', denominator_event => 'order',
  denominator_aggregate => 'count', currency => 'EUR', covariate_event => 'order');
select pg_temp.expose('green', unit, 'green', 10)
from unnest('{reader,viewless,clickless,early,idle,orderer}'::text[]) unit;
select pg_temp.happen(unit, name, at_hour, value)
from (values
  ('reader', 'view', 10.0, null), ('reader', 'view', 12, 3), ('reader', 'click', 12, 7), ('reader', 'view', 33.999, null),
  ('reader', 'view', 34, null), ('reader', 'click', 9.999, null), ('reader', 'time', 9, 4), ('reader', 'time', 11, 2.5),
  ('reader', 'time', 12, null),
  ('viewless', 'click', 11, null),
  ('clickless', 'view', 11, null),
  ('early', 'view', 9.9, null), ('early', 'click', 9.9, null)) e(unit, name, at_hour, value);
select pg_temp.happen('orderer', 'order', at_hour, order_key => order_key, amount_minor => amount, currency => currency)
from (values
  (11.0, 'a', 1000, 'EUR'), (12, 'b', 500, 'USD'), (13, 'c', 250, 'EUR'), (9, 'd', 90, 'EUR'), (9, 'e', 70, 'USD'))
  o(at_hour, order_key, amount, currency);
select pg_temp.advance();

select is(pg_temp.unit_row('clicks a view', 'reader'), '1 3 0', 'a ratio counts both kinds of events within its window');
select is(pg_temp.unit_row('clicks a view', 'viewless'), '1 0 0', 'a denominator of 0 is kept as it is');
select is(pg_temp.unit_row('clicks a view', 'clickless'), '0 1 0', 'as is a numerator of 0');
select is(pg_temp.unit_row('clicks a view', 'early'), null, 'events before the first exposure count for neither');
select is(pg_temp.unit_row('clicks a view', 'idle'), null, 'a unit without events has no row');
select is(pg_temp.unit_row('seconds a view', 'reader'), '2.5 3 4', 'sums take values, and those that are none as nothing');
select is(pg_temp.unit_row('seconds a view', 'clickless'), null, 'a sum of no values is 0');
select is(pg_temp.unit_row('money an order', 'orderer'), '1250 3 90',
          'amounts are those of the metric''s currency, while all orders are counted');

-- Quantiles.
select pg_temp.make_metric('green', 'latency', 'quantile', 'load', quantile => 0.9, metric_window => '1 day');
select pg_temp.expose('green', unit, 'green', 10)
from unnest('{slow,zero load,valueless load,late load,unloaded,negative}'::text[]) unit;
select pg_temp.happen(unit, 'load', at_hour, value)
from (values
  ('slow', 10.0, 1.5), ('slow', 12, 2), ('zero load', 11, 0), ('valueless load', 11, null), ('late load', 34, 5),
  ('negative', 11, 1), ('negative', 12, -1)) e(unit, at_hour, value);
select pg_temp.advance();

select is(pg_temp.unit_row('latency', 'slow'), '3.5 1 0', 'a quantile is over the sum of the unit''s values');
select is(pg_temp.unit_row('latency', 'zero load'), '0 1 0', 'a value of 0 is a value');
select is(pg_temp.unit_row('latency', 'negative'), '0 1 0', 'also as a sum');
select is(pg_temp.unit_row('latency', 'valueless load'), null, 'an event without a value gives none');
select is(pg_temp.unit_row('latency', 'late load'), null, 'nor does one at the end of the window');

-- Funnels.
select pg_temp.make_metric('green', 'funnel', 'funnel', steps => '{view,cart,pay}', metric_window => '1 day',
  covariate_event => 'cart');
select pg_temp.expose('green', unit, 'green', 10)
from unnest('{through,backwards,halfway,at once,unordered,too late,skipped,with a no,walked before,again}'::text[]) unit;
select pg_temp.happen(unit, name, at_hour, value)
from (values
  ('through', 'view', 10.0, null), ('through', 'cart', 11, null), ('through', 'pay', 33.999, null),
  ('through', 'cart', 9, 2),
  ('backwards', 'pay', 11, null), ('backwards', 'cart', 12, null), ('backwards', 'view', 13, null),
  ('halfway', 'view', 11, null), ('halfway', 'cart', 12, null),
  ('at once', 'pay', 11, null), ('at once', 'cart', 11, null), ('at once', 'view', 11, null),
  ('unordered', 'cart', 11, null), ('unordered', 'view', 12, null), ('unordered', 'pay', 13, null),
  ('too late', 'view', 11, null), ('too late', 'cart', 12, null), ('too late', 'pay', 34, null),
  ('skipped', 'view', 11, null), ('skipped', 'pay', 12, null),
  ('with a no', 'view', 11, null), ('with a no', 'cart', 12, 0), ('with a no', 'pay', 13, null),
  ('walked before', 'view', 9, null), ('walked before', 'cart', 11, null), ('walked before', 'pay', 12, null),
  ('again', 'pay', 11, null), ('again', 'view', 12, null), ('again', 'view', 13, null), ('again', 'cart', 14, null),
  ('again', 'view', 15, null), ('again', 'pay', 16, null)) e(unit, name, at_hour, value);
select pg_temp.advance();

select is(pg_temp.unit_row('funnel', unit), expected, format('a funnel of "%s" is %s', unit, coalesce(expected, 'nothing')))
from (values
  ('through', '1 3 2'), ('backwards', '0 1 0'), ('halfway', '0 2 0'), ('at once', '1 3 0'), ('unordered', '0 1 0'),
  ('too late', '0 2 0'), ('skipped', '0 1 0'), ('with a no', '0 1 0'), ('walked before', null), ('again', '1 3 0'))
  v(unit, expected);
select pg_temp.happen('halfway', 'pay', 13);
select pg_temp.happen('unordered', 'cart', 12.5);
select pg_temp.advance();
select is(pg_temp.unit_row('funnel', 'halfway'), '1 3 0', 'a step that arrives late completes it');
select is(pg_temp.unit_row('funnel', 'unordered'), '1 3 0', 'also one in the middle');

-- Retention.
select pg_temp.make_metric('green', 'back', 'retention', 'visit', window_start => '1 day', metric_window => '3 days');
select pg_temp.expose('green', unit, 'green', 10) from unnest('{r1,r2,r3,r4,r5}'::text[]) unit;
select pg_temp.happen(unit, 'visit', at_hour, value)
from (values
  ('r1', 10.0, null), ('r1', 33.999, null), ('r2', 34, null), ('r3', 81.999, null), ('r4', 82, null), ('r5', 40, 0))
  e(unit, at_hour, value);
select pg_temp.advance();

select is(pg_temp.unit_value('back', 'r1'), 0::numeric, 'who only comes before the window opens is not back');
select is(pg_temp.unit_value('back', 'r2'), 1::numeric, 'who comes when it opens is');
select is(pg_temp.unit_value('back', 'r3'), 1::numeric, 'as is who comes just before it closes');
select is(pg_temp.unit_value('back', 'r4'), 0::numeric, 'but not who comes when it closes');
select is(pg_temp.unit_value('back', 'r5'), 0::numeric, 'and the value 0 says no');

-- Caps.
select pg_temp.make_metric('green', 'capped', 'mean', 'spend', cap => 10, covariate_event => 'spend');
select pg_temp.make_metric('green', 'capped orders', 'revenue', 'order', cap => 500, net => true);
select pg_temp.make_metric('green', 'capped later', 'mean', 'spend', cap_quantile => 0.99);
select pg_temp.expose('green', unit, 'green', 10) from unnest('{below,above,minus,spent before}'::text[]) unit;
select pg_temp.happen(unit, 'spend', at_hour, value)
from (values
  ('below', 11.0, 9.5), ('above', 11, 6), ('above', 12, 7), ('minus', 11, -20), ('spent before', 9, 30))
  e(unit, at_hour, value);
select pg_temp.happen('above', 'order', 11, order_key => order_key, amount_minor => 400) from unnest('{a,b}'::text[]) order_key;
select pg_temp.advance();

select is(pg_temp.unit_row('capped', 'below'), '9.5 9.5 0', 'what is below the cap stays');
select is(pg_temp.unit_row('capped', 'above'), '13 10 0', 'the sum of a unit is capped, not each event');
select is(pg_temp.unit_row('capped', 'minus'), '-20 -20 0', 'nothing is capped below');
select is(pg_temp.unit_row('capped', 'spent before'), '0 0 30', 'nor is a covariate capped');
select is(pg_temp.unit_row('capped orders', 'above'), '800 500 0', 'revenue is capped a unit, not an order');
select is(pg_temp.unit_row('capped later', 'above'), '13 0 0', 'a cap at a quantile is left to the report');
select results_eq(
  $$select sum_y, sum_yy, sum_z, sum_zz, sum_yz, sum_xz
    from rollup.moments join splitplot.metric using (metric_id) where key = 'capped'$$,
  'values (2.5::numeric, 659.25::numeric, -0.5::numeric, 590.25::numeric, 620.25::numeric, 0::numeric)',
  'the sums are of both');
select results_eq($$select n::integer, mean from report.experiment('green') where metric = 'capped' and variant = 'green'$$,
  $$select count(*)::integer, -0.5::float8 / count(*) from rollup.exposed_unit$$, 'and the report is of what is capped');

-- Covariates.
select pg_temp.make_metric('green', 'spend of late', 'mean', 'spend', covariate_event => 'visit', covariate_window => '2 hours');
select pg_temp.make_metric('green', 'gross', 'revenue', 'order', covariate_event => 'order', covariate_window => '2 hours');
select pg_temp.expose('green', 'visitor', 'green', 10);
select pg_temp.happen('visitor', 'visit', at_hour, value)
from (values (7.999, 100.0), (8, 1), (9.999, 2), (10, 1000)) e(at_hour, value);
select pg_temp.happen('visitor', 'order', at_hour, order_key => order_key, amount_minor => amount, currency => currency)
from (values
  (7.0, 'a', 900, 'EUR'), (8.5, 'b', 50, 'EUR'), (8.5, 'c', 5, 'USD'), (9, 'd', 20, 'EUR'), (10, 'e', 300, 'EUR'))
  o(at_hour, order_key, amount, currency);
select pg_temp.advance();
select is(pg_temp.unit_row('spend of late', 'visitor'), '0 0 3', 'a covariate begins with its window and ends with the exposure');
select is(pg_temp.unit_row('gross', 'visitor'), '300 0 70', 'orders before the exposure count with what they came to');

-- Net revenue with the same time for each order.
select pg_temp.make_metric('green', 'fair', 'revenue', 'order', net => true, metric_window => '1 day', net_within => '10 hours');
select pg_temp.expose('green', unit, 'green', 10)
from unnest('{undone in time,undone late,undone after,cancelled in time,cancelled late,earlier return,'
  'other order,ordered before}'::text[]) unit;
select pg_temp.happen(unit, 'order', at_hour, order_key => 'a', amount_minor => 1000)
from (values
  ('undone in time', 11.0), ('undone late', 11), ('undone after', 33), ('cancelled in time', 33), ('cancelled late', 11),
  ('earlier return', 20), ('other order', 34), ('ordered before', 9), ('ordered before', 12)) o(unit, at_hour);
select pg_temp.happen(unit, 'return', at_hour, order_key => 'a', amount_minor => 300)
from (values
  ('undone in time', 20.999), ('undone late', 21.0), ('undone after', 42.999), ('earlier return', 11), ('other order', 35),
  ('ordered before', 21.5)) r(unit, at_hour);
select pg_temp.happen(unit, 'cancellation', at_hour, order_key => 'a')
from (values ('cancelled in time', 42.0), ('cancelled late', 21)) c(unit, at_hour);
select pg_temp.advance();
select is(pg_temp.unit_value('fair', unit), expected::numeric, format('fair net revenue of "%s" is %s', unit, expected))
from (values
  ('undone in time', 700), ('undone late', 1000), ('undone after', 700), ('cancelled in time', 0), ('cancelled late', 1000),
  ('earlier return', 700), ('other order', 0), ('ordered before', 700)) v(unit, expected);

-- An earlier exposure moves a unit to another day.
select is((select day from rollup.unit_metric join rollup.unit using (unit_no) where unit_id = 'slow'), '2020-01-01'::date,
          'a value belongs to the day of the first exposure');
select pg_temp.expose('green', 'mover', 'green', 30);
select pg_temp.happen('mover', 'spend', 31, 4);
select pg_temp.advance() as before_the_move \gset
select results_eq(
  $$select day, unit_count from rollup.traffic where unit_count <> 0 order by day$$,
  $$select '2020-01-01'::date, count(*) - 1 from rollup.exposed_unit union all values ('2020-01-02'::date, 1::bigint)$$,
  'traffic is counted by day');
select pg_temp.expose('green', 'mover', 'green', 5);
select pg_temp.advance();
select results_eq($$select day, unit_count from rollup.traffic where unit_count <> 0$$,
  $$select '2020-01-01'::date, count(*) from rollup.exposed_unit$$, 'an earlier exposure moves a unit');
select is((select sum_y from rollup.moments join splitplot.metric using (metric_id) where key = 'capped' and day = '2020-01-02'),
          0::numeric, 'and its values');

-- Which values how many units have.
create function pg_temp.values_at(metric text, instant timestamptz default 'infinity')
  returns table (day date, value numeric, second numeric, covariate numeric, units bigint)
  language sql
as $$
  select v.day, trim_scale(v.value), trim_scale(v.second), trim_scale(v.covariate), v.units
  from splitplot.metric m
  cross join report.batch_at(instant) b
  cross join lateral rollup.unit_values_at(1, m.metric_id, b) v
  where m.key = metric
$$;
select results_eq($$select value, second, units from pg_temp.values_at('latency') order by value$$,
  'values (0::numeric, 1::numeric, 2::bigint), (3.5::numeric, 1::numeric, 1::bigint)',
  'of a quantile the units with a value are there, and no others');
select results_eq($$select value, second, covariate, units from pg_temp.values_at('capped') where value <> 0 or covariate <> 0
                    order by value$$,
  'values (-20::numeric, -20::numeric, 0::numeric, 1::bigint), (0::numeric, 0::numeric, 30::numeric, 1::bigint), '
  '(4::numeric, 4::numeric, 0::numeric, 1::bigint), (9.5::numeric, 9.5::numeric, 0::numeric, 1::bigint), '
  '(13::numeric, 10::numeric, 0::numeric, 1::bigint)',
  'of others the values,');
select is((select units from pg_temp.values_at('capped') where value = 0 and covariate = 0),
          (select count(*) - 5 from rollup.exposed_unit), 'and the units that have none as zeros');
select is((select sum(units) from pg_temp.values_at('back')), (select count(*)::numeric from rollup.exposed_unit),
          'all units are there');
select set_eq($$select day from pg_temp.values_at('capped', $$ || quote_literal(:'before_the_move') || ')',
  $$values ('2020-01-01'::date), ('2020-01-02'::date)$$, 'as of the past, what was known then');
select is((select min(units) from pg_temp.values_at('capped', :'before_the_move')), 1::bigint, 'of units that were there');
select is_empty($$select * from pg_temp.values_at('capped', '2020-01-01')$$, 'before it was measured, nothing');

-- The newest batch is read from rollups, an earlier one is made of facts: so one and the same state can be asked for twice.
create temporary table rolled_up as
select m.key, v.* from splitplot.metric m cross join lateral pg_temp.values_at(m.key) v;
create temporary table rolled_up_sums as
select m.* from report.batch_at('infinity') b cross join lateral rollup.moments_at(1, b) m where m.sum_yy + m.sum_xx + m.sum_zz > 0;
create temporary table rolled_up_traffic as
select t.* from report.batch_at('infinity') b cross join lateral rollup.traffic_at(1, b) t;
select max(visible_at) as before_the_last from etl.batch \gset
select pg_temp.expose('green', 'last', 'control', 10);
select pg_temp.advance();
select bag_eq('select * from rolled_up',
  $$select m.key, v.* from splitplot.metric m cross join lateral pg_temp.values_at(m.key, $$ || quote_literal(:'before_the_last')
    || ') v', 'facts give the same values as rollups');
select bag_eq('select * from rolled_up_sums',
  'select m.* from report.batch_at(' || quote_literal(:'before_the_last')
    || ') b cross join lateral rollup.moments_at(1, b) m where m.sum_yy + m.sum_xx + m.sum_zz > 0', 'the same sums');
select bag_eq('select * from rolled_up_traffic',
  'select t.* from report.batch_at(' || quote_literal(:'before_the_last') || ') b cross join lateral rollup.traffic_at(1, b) t',
  'and the same traffic');

-- Unripe units.
select pg_temp.make_metric('green', 'ripe', 'mean', 'spend', metric_window => '1 day', unripe => 'exclude');
select pg_temp.advance();
select is(rollup.ripe_before(m, '2020-01-03 00:00Z'), '2020-01-02'::date,
          'a day is ripe when the last of its units is')
from rollup.measured m join splitplot.metric d using (metric_id) where d.key = 'ripe';
select is(rollup.ripe_before(m, '2020-01-02 23:59:59Z'), '2020-01-01'::date, 'and not a moment earlier')
from rollup.measured m join splitplot.metric d using (metric_id) where d.key = 'ripe';
select is(rollup.ripe_before(m, '2020-01-02'), 'infinity'::date, 'units that are measured so far all count')
from rollup.measured m join splitplot.metric d using (metric_id) where d.key = 'fair';
select is((select sum(n) from report.batch_at('infinity') b cross join lateral report.arms(1, b) a
           join splitplot.metric using (metric_id) where key = 'ripe'),
          (select count(*)::numeric from rollup.exposed_unit), 'units of the past are ripe');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
values (gen_random_uuid(), 1, 11, 12, 'unripe', now(), now());
select pg_temp.advance();
select is((select sum(n) from report.batch_at('infinity') b cross join lateral report.arms(1, b) a
           join splitplot.metric using (metric_id) where key = 'ripe'),
          (select count(*)::numeric - 1 from rollup.exposed_unit), 'who has just come is left out');
select is((select sum(n) from report.batch_at('infinity') b cross join lateral report.arms(1, b) a
           join splitplot.metric using (metric_id) where key = 'fair'),
          (select count(*)::numeric from rollup.exposed_unit), 'unless units are measured so far');

select is_empty('select * from rollup.rebuild()', 'a recomputation of all this finds no difference');

select * from finish();
rollback;
