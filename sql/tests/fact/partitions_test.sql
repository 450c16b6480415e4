-- Facts lie by the day that they were received; days are made ahead and dropped, ids are kept longer than facts are late.

begin;
select plan(21);
\ir ../fixtures.sql
set local timezone = 'UTC';

-- days(fact): how far from today its partitions reach.
create function pg_temp.days(fact text)
  returns text
  language sql
as $$
  select min(day) - current_date || ' to ' || max(day) - current_date || ', ' || count(*)
  from splitplot.fact_partition p
  where p.fact = days.fact
$$;

select is(pg_temp.days('exposure'), '0 to 7, 8', 'a new installation has partitions for today and a week of exposures');
select is(pg_temp.days('event'), '0 to 7, 8', 'and of events');
select is_empty('select * from splitplot.maintain_facts()', 'so there is nothing to do');
select is_empty(
  $$select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'splitplot.exposure'::regclass and pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'$$,
  'none of them takes whatever comes');

select splitplot.change_fact_settings('{"days_ahead": 9}');
select results_eq(
  'select action, object from splitplot.maintain_facts()',
  $$select 'made', to_char(current_date + n, 'YYYY-MM-DD') from generate_series(8, 9) n$$,
  'more are made when they are to reach further');

-- Facts of the past come out of a spool.
create temporary table event as
select pg_temp.batch(
  jsonb_build_object('id', gen_random_uuid(), 'name', 'cart', 'units', '{"user": "u1"}'::jsonb,
    'occurred_at', now() - interval '3 days 1 minute', 'received_at', now() - interval '3 days'),
  jsonb_build_object('id', gen_random_uuid(), 'name', 'cart', 'units', '{"user": "u1"}'::jsonb,
    'occurred_at', now(), 'received_at', now() + interval '3 days')) as batch;
select results_eq(
  'select accepted, duplicates from event, splitplot.record_events(batch)', $$values (2, '{}'::integer[])$$,
  'facts are stored that a server took days ago, though nobody had made their day');
select results_eq(
  'select received_at::date - current_date, received_at <= clock_timestamp() from splitplot.event order by 1',
  $$values (-3, true), (0, true)$$, 'by when they were received, and that is never in the future');
select is(pg_temp.days('event'), '-3 to 9, 11', 'their day was made');
select results_eq(
  'select accepted, duplicates from event, splitplot.record_events(batch)', $$values (0, '{0,1}'::integer[])$$,
  'the same batch again: which were duplicates is told');
select results_eq(
  $$select accepted, duplicates from splitplot.record_events((
      select jsonb_agg(item - 'received_at' || jsonb_build_object('occurred_at', now()))
      from event, jsonb_array_elements(batch) item))$$,
  $$values (0, '{0,1}'::integer[])$$, 'an id counts once, whatever its day');
select results_eq(
  'select received_on - current_date from splitplot.event_id', $$values (0), (0)$$,
  'an id is kept from the day on which the fact was stored');

-- Retention.
select is_empty('select * from splitplot.maintain_facts()', 'without a limit facts are kept for ever');
select splitplot.change_fact_settings('{"facts_kept": "P2D"}');
select results_eq(
  'select action, object from splitplot.maintain_facts()',
  $$select 'dropped', f || to_char(current_date - 3, '_YYYYMMDD') from unnest('{event,exposure}'::text[]) f$$,
  'with one, days that are over for as long are dropped');
select is((select count(*) from splitplot.event), 1::bigint, 'with their facts');
select results_eq(
  'select accepted, duplicates from event, splitplot.record_events(batch)', $$values (0, '{0,1}'::integer[])$$,
  'which are not stored again, as their ids are kept');

update splitplot.event_id set received_on = current_date - 403;
insert into splitplot.exposure_id select gen_random_uuid(), current_date - n from generate_series(401, 404) n;
select results_eq(
  $$select object from splitplot.maintain_facts() where action = 'forgot'$$,
  $$values ('2 of exposure_id'), ('2 of event_id')$$,
  'ids are forgotten when no fact can come any more that is as old');

-- Settings that would let a fact count twice, or lose one.
select is(pg_temp.outcome(format('select splitplot.change_fact_settings(%L)', change)), outcome, change)
from (values
  ('{"ids_kept": "P90D"}', '23514 ids_are_kept_a_day_longer_than_facts_may_be_late'),
  ('{"past_max": "P402D"}', '23514 ids_are_kept_a_day_longer_than_facts_may_be_late'),
  ('{"facts_kept": "PT1H"}', '23514 facts_are_kept_for_a_day_at_least'),
  ('{"future_policy": "believe"}', '23514 a_policy_is_refuse_or_clamp')) as v(change, outcome);

select is((select count(*) from splitplot.audit_log where table_name = 'fact_setting'), 2::bigint,
          'who changed a setting can be read');

select * from finish();
rollback;
