-- Events are stored once, as they were reported.

begin;
select plan(24);
\ir ../fixtures.sql

-- event(name, more): a reported event of one user that occurred right now.
create function pg_temp.event(name text, more jsonb default '{}')
  returns jsonb
  language sql volatile
as $$
  select jsonb_build_object('id', gen_random_uuid(), 'units', '{"user": "u1"}'::jsonb, 'name', name,
                            'occurred_at', clock_timestamp()) || more
$$;

create temporary table report as
select pg_temp.event('order', '{
  "units": {"user": "u1", "session": "s1"}, "value": 2.5, "order_key": "o-17", "amount_minor": 4599, "currency": "EUR",
  "lines": [{"sku": "a", "quantity": 2, "amount_minor": 4599}], "properties": {"channel": "app"}}') as event;

select results_eq(
  'select accepted, duplicate, rejected from splitplot.record_events(pg_temp.batch((select event from report)))',
  $$values (1, 0, '[]'::jsonb)$$, 'an event is accepted');
select results_eq(
  'select to_jsonb(e) - ''received_at'' - ''occurred_at'' - ''reported_at'', occurred_at from splitplot.event e',
  $$select event - 'occurred_at' || '{"value": 2.500000000000}', (event ->> 'occurred_at')::timestamptz from report$$,
  'and stored as it was reported');
select ok(received_at >= occurred_at, 'with the time it was taken') from splitplot.event;
select results_eq(
  'select accepted, duplicate, rejected from splitplot.record_events(pg_temp.batch((select event from report)))',
  $$values (0, 1, '[]'::jsonb)$$, 'the same event again is a duplicate');
select pg_current_wal_insert_lsn() as before \gset
select duplicate from splitplot.record_events(pg_temp.batch((select event from report))) \g /dev/null
select cmp_ok(pg_current_wal_insert_lsn(), '>', :'before'::pg_lsn, 'and says so no earlier than standbys have the first');
select results_eq(
  $$select accepted, duplicate, rejected from splitplot.record_events(
      pg_temp.batch((select event || '{"units": {"usr": "u1"}}' from report)))$$,
  $$values (0, 1, '[]'::jsonb)$$, 'whatever else it says now');
select results_eq(
  $$select accepted, duplicate, rejected from splitplot.record_events(pg_temp.batch(
      pg_temp.event('first', '{"id": "00000000-0000-0000-0000-00000000000a"}'),
      pg_temp.event('second', '{"id": "00000000-0000-0000-0000-00000000000a"}')))$$,
  $$values (1, 1, '[]'::jsonb)$$, 'of one id twice in a batch, one is stored');
select is((select name from splitplot.event where id = '00000000-0000-0000-0000-00000000000a'), 'first',
          'the one that stands first');

select results_eq(
  $$select accepted, duplicate, pg_temp.codes(rejected) from splitplot.record_events(pg_temp.batch(
      pg_temp.event('cart', '{"id": "00000000-0000-0000-0000-00000000000b", "units": {"usr": "u1"}}'),
      pg_temp.event('cart', '{"id": "00000000-0000-0000-0000-00000000000b"}')))$$,
  $$values (1, 0, '0 unknown_unit_type')$$, 'one that was refused is stored when it is reported rightly');

select results_eq(
  $$select accepted, duplicate, rejected - 'id' from (
      select accepted, duplicate, rejected -> 0 as rejected from splitplot.record_events(pg_temp.batch(
        pg_temp.event('cart'), (select event from report),
        pg_temp.event('cart', '{"units": {"user": "u1", "usr": "u1"}}'), pg_temp.event('cart')))) r$$,
  $$values (
      2, 1, '{"index": 2, "code": "unknown_unit_type", "detail": "unit.usr: there is no such unit type"}'::jsonb)$$,
  'an unknown unit type is refused by name, and does not hold up the others');
select is(pg_temp.codes(rejected), '0 occurred_in_the_future', 'a clock that is ahead by more than 5 minutes')
from splitplot.record_events(pg_temp.batch(
  pg_temp.event('cart', jsonb_build_object('occurred_at', now() + interval '5 minutes 1 second'))));
select results_eq(
  $$select accepted, pg_temp.codes(rejected) from splitplot.record_events(pg_temp.batch(
      pg_temp.event('cart', jsonb_build_object('occurred_at', now() - interval '399 days')),
      pg_temp.event('cart', jsonb_build_object('occurred_at', now() - interval '401 days'))))$$,
  $$values (1, '1 occurred_too_long_ago')$$, 'an event may be 400 days late, and no later');
select results_eq(
  'select accepted, duplicate, rejected from splitplot.record_events(''[]'')', $$values (0, 0, '[]'::jsonb)$$,
  'an empty batch is no error');

select splitplot.record_events(pg_temp.batch(
  pg_temp.event('cancellation', '{"order_key": "o-17"}'), pg_temp.event('precise', '{"value": 0.123456789012}'),
  pg_temp.event('negative', '{"value": -1}')));
select results_eq(
  $$select name, value from splitplot.event where name in ('cancellation', 'precise', 'negative') order by 1$$,
  $$values ('cancellation', null::numeric), ('negative', -1), ('precise', 0.123456789012)$$,
  'a value is optional, may be negative and is kept to 12 places');

-- What the API checks first would be refused here too, with the whole batch.
select is(pg_temp.outcome(format('select splitplot.record_events(%L)', pg_temp.batch(pg_temp.event('e', wrong.more)))),
          wrong.outcome, wrong.what)
from (values
  ('{"units": {}}'::jsonb, '23514 an_event_has_units', 'no unit'),
  ('{"name": ""}', '23514 an_event_name_has_1_to_128_bytes', 'an empty name'),
  ('{"value": "NaN"}', '23514 a_value_is_a_number', 'a value that is no number'),
  ('{"value": 1e15}', '22003', 'a value too large to keep'),
  ('{"amount_minor": 1}', '23514 an_amount_has_a_currency', 'an amount without a currency'),
  ('{"amount_minor": -1, "currency": "EUR"}', '23514 an_amount_is_not_negative', 'a negative amount'),
  ('{"name": "order", "amount_minor": 1, "currency": "EUR"}',
   '23514 orders_cancellations_and_returns_name_their_order', 'an order without a key'),
  ('{"name": "return", "order_key": "o-1"}', '23514 orders_and_returns_have_an_amount', 'a return without an amount'),
  ('{"id": null}', '23502 id', 'no id')) as wrong(more, outcome, what);

select is(pg_temp.outcome(format('select splitplot.record_events(%L)', pg_temp.batch(pg_temp.event('cart'))),
                          'splitplot_api'), 'done', 'the API''s role records events');

select * from finish();
rollback;
