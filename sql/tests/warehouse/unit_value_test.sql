-- What a metric is worth for a unit, kind by kind.

begin;
select plan(34);
\ir fixtures.sql
select pg_temp.make_experiment('green');
select pg_temp.make_metric('green', 'bought', 'proportion', 'buy');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy', covariate_event => 'visit');
select pg_temp.make_metric('green', 'buys', 'count', 'buy');
select pg_temp.make_metric('green', 'buys-in-a-day', 'count', 'buy', metric_window => '1 day');
select pg_temp.make_metric('green', 'gross', 'revenue', 'order');
select pg_temp.make_metric('green', 'net', 'revenue', 'order', net => true);
select pg_temp.make_metric('green', 'net-of-a-day', 'revenue', 'order', net => true, metric_window => '1 day');

-- Events of a unit that is exposed at hour 10: the end of a window is not in it, its beginning is.
select pg_temp.expose('green', 'buyer', 'green', 10);
select pg_temp.happen('buyer', 'buy', at_hour, value)
from (values (9.999, 100.0), (10, 1.5), (11, -0.25), (33.999, 2), (34, 4)) e(at_hour, value);
select pg_temp.happen('buyer', 'visit', at_hour, value)
from (values (1, 3.0), (9.999, 0.5), (10, 100)) e(at_hour, value);
select pg_temp.happen('buyer', 'visit', 2);
-- Somebody else's events, and events of something else with the same id.
select pg_temp.expose('green', 'other', 'control', 10);
insert into splitplot.event (id, units, name, value, occurred_at, received_at)
values (gen_random_uuid(), '{"session": "buyer"}', 'buy', 1000, pg_temp.hour(11), now());

select pg_temp.expose('green', 'valueless', 'green', 10);
select pg_temp.happen('valueless', 'buy', 11);
select pg_temp.expose('green', 'zero', 'green', 10);
select pg_temp.happen('zero', 'buy', 11, 0);
select pg_temp.happen('never exposed', 'buy', 11, 7);

select pg_temp.advance();

select is(pg_temp.unit_value('bought', 'buyer'), 1::numeric, 'a proportion is 1 for a unit with such an event');
select is(pg_temp.unit_value('bought', 'valueless'), 1::numeric, 'also without a value');
select is(pg_temp.unit_value('bought', 'zero'), 0::numeric, 'but not with the value 0');
select is(pg_temp.unit_value('bought', 'other'), 0::numeric, 'and 0 for a unit without');
select is(pg_temp.unit_value('spend', 'buyer'), 7.25, 'a mean is the sum of the values after the first exposure');
select is(pg_temp.unit_value('spend', 'valueless'), 0::numeric, 'where no value is 0');
select is((select u.covariate from rollup.unit_metric u join splitplot.metric m using (metric_id)
           join rollup.unit n using (unit_no) where m.key = 'spend' and n.unit_id = 'buyer'),
          3.5, 'the covariate is the sum of the values before it');
select is(pg_temp.unit_value('buys', 'buyer'), 4::numeric, 'a count is the number of events');
select is(pg_temp.unit_value('buys', 'valueless'), 1::numeric, 'whatever their value');
select is(pg_temp.unit_value('buys-in-a-day', 'buyer'), 3::numeric, 'a window counts from the first exposure');
select is((select count(*) from rollup.unit where unit_id = 'never exposed'), 0::bigint,
          'units without an exposure are not rolled up');
select is((select count(*) from rollup.unit_metric where value = 0 and covariate = 0), 0::bigint,
          'zeros take no rows');

-- Revenue.
select pg_temp.expose('green', unit, 'green', 10)
from unnest(
  '{orders,returned,cancelled,cancelled twice,partly,too much,late,first return,foreign,before}'::text[]) unit;
select pg_temp.happen(unit, 'order', at_hour, order_key => order_key, amount_minor => amount)
from (values
  ('orders', 11, 'a', 100), ('orders', 12, 'b', 250),
  ('returned', 11, 'a', 1000), ('returned', 12, 'b', 500),
  ('cancelled', 11, 'a', 1000), ('cancelled', 12, 'b', 500),
  ('cancelled twice', 11, 'a', 1000), ('cancelled twice', 12, 'b', 500),
  ('partly', 11, 'a', 1000),
  ('too much', 11, 'a', 1000), ('too much', 11, 'b', 300),
  ('late', 11, 'a', 1000),
  ('first return', 12, 'a', 1000),
  ('before', 9, 'a', 1000)) o(unit, at_hour, order_key, amount);
select pg_temp.happen(unit, 'return', at_hour, order_key => order_key, amount_minor => amount)
from (values
  ('returned', 13, 'a', 300), ('returned', 14, 'a', 100),
  ('partly', 13, 'a', 100),
  ('too much', 13, 'a', 700), ('too much', 14, 'a', 700),
  ('late', 40, 'a', 400),
  ('first return', 11, 'a', 400),
  ('before', 11, 'a', 300)) r(unit, at_hour, order_key, amount);
select pg_temp.happen(unit, 'cancellation', at_hour, order_key => order_key, amount_minor => amount)
from (values
  ('cancelled', 13, 'a', null),
  ('cancelled twice', 13, 'a', 200), ('cancelled twice', 14, 'a', 600),
  ('partly', 14, 'a', 250)) c(unit, at_hour, order_key, amount);
select pg_temp.happen('foreign', 'order', 11, order_key => 'a', amount_minor => 100, currency => 'USD');
select pg_temp.happen('foreign', 'order', 11, order_key => 'b', amount_minor => 70);
select pg_temp.happen('foreign', 'return', 12, order_key => 'b', amount_minor => 50, currency => 'USD');
select pg_temp.happen('foreign', 'cancellation', 12, order_key => 'b', amount_minor => 50, currency => 'USD');
select pg_temp.advance();

select is(pg_temp.unit_value('gross', unit), amount::numeric, format('the gross revenue of "%s" is %s', unit, amount))
from (values ('orders', 350), ('returned', 1500), ('cancelled', 1500), ('foreign', 70), ('before', 0)) v(unit, amount);
select is(pg_temp.unit_value('net', unit), amount::numeric, format('the net revenue of "%s" is %s', unit, amount))
from (values
  ('orders', 350), ('returned', 1100), ('cancelled', 500), ('cancelled twice', 900), ('partly', 650), ('too much', 300),
  ('late', 600), ('first return', 600), ('foreign', 70), ('before', 0)) v(unit, amount);
select is(pg_temp.unit_value('net-of-a-day', 'late'), 1000::numeric,
          'what is returned after the window does not count');

-- A window of days has days of 24 hours, also where clocks are changed; and a month has its own length.
set local timezone = 'Europe/Berlin';
select pg_temp.make_experiment('summer-time');
select pg_temp.make_metric('summer-time', 'clicks', 'count', 'click', metric_window => '1 day');
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
values (gen_random_uuid(), 2, 21, 21, 'sleeper', '2026-03-28 12:00:00Z', now());
insert into splitplot.event (id, units, name, occurred_at, received_at)
values (gen_random_uuid(), '{"user": "sleeper"}', 'click', '2026-03-29 11:30:00Z', now());
select pg_temp.advance();
select is(pg_temp.unit_value('clicks', 'sleeper'), 1::numeric, 'a day is 24 hours, whatever the session''s time zone');

-- First exposures.
select pg_temp.expose('green', 'moved', 'control', 30);
select pg_temp.happen('moved', 'buy', 20, 5);
select pg_temp.advance();
select is(pg_temp.unit_value('spend', 'moved'), 0::numeric, 'an event before the first exposure does not count');
select pg_temp.expose('green', 'moved', 'green', 19);
select pg_temp.advance();
select is(pg_temp.unit_value('spend', 'moved'), 5::numeric, 'until an earlier exposure arrives');
select results_eq(
  $$select e.variant_id, e.first_exposed_at, e.saw_several_variants
    from rollup.exposed_unit e join rollup.unit u using (unit_no) where u.unit_id = 'moved'$$,
  'values (12, pg_temp.hour(19), true)', 'which also decides the variant');
select pg_temp.expose('green', 'tied', 'green', 5, id => 'ffffffff-0000-0000-0000-000000000000');
select pg_temp.expose('green', 'tied', 'control', 5, id => '11111111-0000-0000-0000-000000000000');
select pg_temp.advance();
select is((select e.variant_id from rollup.exposed_unit e join rollup.unit u using (unit_no) where u.unit_id = 'tied'),
          11, 'of exposures at the same time the one with the smaller id is first');
select is_empty('select * from rollup.rebuild()', 'a recomputation of all this finds no difference');

select * from finish();
rollback;
