-- What a clock says is believed within bounds; names of events are anybody's or known ones.

begin;
select plan(17);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select pg_temp.make_draft('green', 'checkout');
select splitplot.start_experiment('green');

create function pg_temp.event(name text, more jsonb default '{}')
  returns jsonb
  language sql volatile
as $$
  select jsonb_build_object('id', gen_random_uuid(), 'units', '{"user": "u1"}'::jsonb, 'name', name,
                            'occurred_at', clock_timestamp()) || more
$$;

create function pg_temp.said(code_or_detail text, event jsonb)
  returns text
  language sql volatile
as $$
  select regexp_replace(rejected #>> array['0', code_or_detail], '\d{4}-\S+ \S+', 'T')
  from splitplot.record_events(pg_temp.batch(event))
$$;

select is(pg_temp.said('detail', pg_temp.event('cart', jsonb_build_object('occurred_at', now() + interval '6 minutes'))),
          'occurred_at: T is more than 5 minutes ahead of the server', 'how far ahead a clock may be is told');
select is(pg_temp.said('detail', pg_temp.event('cart', jsonb_build_object('occurred_at', now() - interval '401 days'))),
          'occurred_at: T is more than 400 days ago, and what is older is not taken', 'and how late a fact');
select is(pg_temp.codes(rejected), '0 occurred_too_long_ago', 'an exposure too')
from splitplot.record_exposures(pg_temp.batch(
  pg_temp.exposure('green', 'u1', jsonb_build_object('occurred_at', now() - interval '401 days'))));
select is(pg_temp.said('code', pg_temp.event('cart', jsonb_build_object(
            'occurred_at', now() - interval '400 days 1 hour', 'received_at', now() - interval '2 hours'))), null,
          'late is counted from when a server took it');

-- Clamped and marked.
select splitplot.change_fact_settings('{"future_policy": "clamp", "future_max": "PT1M"}');
select is(pg_temp.said('code', pg_temp.event('ahead', jsonb_build_object('occurred_at', now() + interval '2 hours'))),
          null, 'a clock far ahead is taken when so configured');
select results_eq(
  $$select occurred_at = received_at, reported_at - now() from splitplot.event where name = 'ahead'$$,
  $$values (true, interval '2 hours')$$, 'as if it had occurred when it was received, and what was said is kept');
select is(accepted, 1, 'an exposure too')
from splitplot.record_exposures(pg_temp.batch(
  pg_temp.exposure('green', 'u1', jsonb_build_object('occurred_at', now() + interval '2 hours'))));
select results_eq(
  $$select x.occurred_at = x.received_at, x.reported_at - now(), f.assigned_at = x.occurred_at
    from splitplot.exposure x join splitplot.first_assignment f using (experiment_id, unit_id)$$,
  $$values (true, interval '2 hours', true)$$, 'with its first assignment');
select is(pg_temp.said('code', pg_temp.event('cart', jsonb_build_object('occurred_at', now() - interval '401 days'))),
          'occurred_too_long_ago', 'what is too late is refused all the same, as its id may be forgotten');
select is_empty($$select from splitplot.event where reported_at is not null and name <> 'ahead'$$,
                'what is within the bounds is not marked');

-- Names.
select is(pg_temp.said('code', pg_temp.event('frobnicate')), null, 'a name is anybody''s');
select splitplot.change_fact_settings('{"unknown_events": "refuse"}');
select is(pg_temp.said('code', pg_temp.event('frobnicate')), 'unknown_event', 'unless unknown ones are refused');
select is(pg_temp.said('detail', pg_temp.event('frobnicate')),
          'name: there is no event frobnicate here; GET /v1/event-names lists those that there are',
          'by their name');
select ok(splitplot.add_event_name('frobnicate') and not splitplot.add_event_name('frobnicate')
          and pg_temp.said('code', pg_temp.event('frobnicate')) is null, 'one that is added is known');
select ok(splitplot.remove_event_name('frobnicate') and not splitplot.remove_event_name('frobnicate')
          and pg_temp.said('code', pg_temp.event('frobnicate')) = 'unknown_event', 'until it is removed');
select is(pg_temp.outcome('select splitplot.remove_event_name(''return'')'), 'SP409 always_known name',
          'revenue is made of names that are always known');

select splitplot.keep_refused('event', jsonb_build_array(
  jsonb_build_object('code', 'unknown_event', 'detail', 'name: ...', 'item', pg_temp.event('frobnicate'))));
select results_eq('select fact, code, item ->> ''name'' from splitplot.refused_fact',
                  $$values ('event', 'unknown_event', 'frobnicate')$$, 'what was acknowledged and refused is kept aside');

select * from finish();
rollback;
