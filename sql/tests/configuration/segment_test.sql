-- A segment is a condition under a name; a phase uses what the name meant when the phase began.

begin;
select plan(35);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select splitplot.create_segment('vip', '{"tier": "gold"}');
select splitplot.create_segment('young', '{"age": {"$lt": 30}}');
select pg_temp.next_transaction();

-- What targeting means with its segments written out.
select is(splitplot.expand_segments(c.condition::jsonb, 'infinity'), c.expanded::jsonb, c.condition)
from (values
  (null, null),
  ('{"tier": "gold"}', '{"tier": "gold"}'),
  ('{"$segment": "vip"}', '{"tier": "gold"}'),
  ('{"$segment": "vip", "country": "DE"}', '{"$and": [{"tier": "gold"}, {"country": "DE"}]}'),
  ('{"$or": [{"$segment": "vip"}, {"$not": {"$segment": "young"}}]}',
   '{"$or": [{"tier": "gold"}, {"$not": {"age": {"$lt": 30}}}]}'),
  ('{"$segment": "vip", "$and": [{"$segment": "young"}]}',
   '{"$and": [{"tier": "gold"}, {"$and": [{"age": {"$lt": 30}}]}]}'),
  ('{"$nor": [{"a": "$segment"}, {"b": {"$in": ["$segment", "vip"]}}]}',
   '{"$nor": [{"a": "$segment"}, {"b": {"$in": ["$segment", "vip"]}}]}'),
  ('{"a": {"$segment": "vip"}}', '{"a": {"$segment": "vip"}}'),
  ('{"x$segment": "vip", "y": {"$eq": "\"$segment\""}}', '{"x$segment": "vip", "y": {"$eq": "\"$segment\""}}'),
  ('{"$segment": "nobody"}', '{"$or": []}')) as c(condition, expanded);
select is(splitplot.expand_segments('{"$segment": "vip"}', '-infinity'), '{"$or": []}',
          'a segment that is not there yet holds for nobody');
select is(splitplot.matches('{"$or": []}', '{}'), false, 'which is what that condition says');

-- Saving one.
select is(pg_temp.outcome(format('select splitplot.create_segment(%L, %L)', c.key, c.condition)), c.problem, c.condition)
from (values
  ('s', '{"a": 1}', 'done'),
  ('vip', '{"a": 1}', '23505 segment_key_key'),
  ('VIP', '{"a": 1}', '23514 a_segment_key_is_lower_case_words'),
  ('bad', '{"a": {"$in": 1}}', 'SP422 invalid_targeting condition.a.$in'),
  ('bad', '{"$and": [{}, {"$segment": "vip"}]}', 'SP422 invalid_targeting condition.$and[1].$segment'),
  ('bad', 'null', 'SP422 invalid_targeting condition')) as c(key, condition, problem);

-- Using one.
select is(pg_temp.outcome(format($$select pg_temp.make_draft('e%s', 'checkout', 1, '{1000000}', %L)$$, c.n, c.condition)),
          c.problem, c.condition)
from (values
  (1, '{"$segment": "vip"}', 'done'),
  (2, '{"$or": [{"a": 1}, {"$segment": "nobody"}]}', 'SP422 unknown_segment targeting.$or[1].$segment'),
  (3, '{"$segment": 1}', 'SP422 invalid_targeting targeting.$segment'),
  (4, '{"$segment": "../vip"}', 'SP422 invalid_targeting targeting.$segment'),
  (5, '{"a.$segment": "vip"}', 'SP422 invalid_targeting targeting.a.$segment')) as c(n, condition, problem);

-- Changing one.
select splitplot.start_experiment('e1');
select pg_temp.next_transaction();
select is(pg_temp.outcome($$select splitplot.change_segment('vip', '{"tier": "black"}', 2)$$),
          'SP412 segment_changed If-Match', 'a change of another version is refused');
select is(pg_temp.outcome($$select splitplot.change_segment('nobody', '{}')$$), 'SP404 unknown_segment key',
          'and of a segment that is not there');
select splitplot.change_segment('vip', '{"tier": "black"}', 1);
select is((select version from splitplot.segment where key = 'vip'), 2, 'a change makes the next version');
select is((select targeting from splitplot.assignment_plan where experiment = 'e1'), '{"tier": "gold"}'::jsonb,
          'the phase in force keeps what it began with');
select results_eq(
  $$select experiment, phase from splitplot.segment_users('vip')$$, $$values ('e1', 1)$$, 'and one can ask who that is');
select is_empty($$select * from splitplot.segment_users('young')$$, 'or that nobody is');
select pg_temp.next_transaction();
select splitplot.change_experiment('e1', '{"traffic_ppm": 2}');
select is((select targeting from splitplot.assignment_plan where experiment = 'e1' and phase = 2),
          '{"tier": "black"}'::jsonb, 'the next phase uses the new meaning');

-- Limits: a user of a segment can always open its next phase.
select pg_temp.next_transaction();
select is(pg_temp.outcome(format('select splitplot.change_segment(%L, %L)', 'vip', jsonb_build_object(
            'a', repeat('x', 16000)))), 'done', 'a segment may be large');
select is(pg_temp.outcome(format($$select pg_temp.make_draft('e6', 'checkout', 1, '{1000000}', %L)$$,
            jsonb_build_object('$or', jsonb_build_array(s.one, s.one, s.one, s.one, s.one)))),
          'SP422 targeting_too_large targeting', 'but not too large five times in one condition')
from (select '{"$segment": "vip"}'::jsonb as one) s;
select is(pg_temp.outcome(format($$select pg_temp.make_draft('e7', 'checkout', 1, '{1000000}', %L)$$,
            jsonb_build_object('$or', jsonb_build_array(s.one, s.one, s.one, s.one, s.one)))),
          'done', 'five times a small one is fine')
from (select '{"$segment": "young"}'::jsonb as one) s;
select is(pg_temp.outcome(format('select splitplot.change_segment(%L, %L)', 'young', jsonb_build_object(
            'a', repeat('x', 16000)))), 'SP422 targeting_too_large targeting',
          'until it would grow too large for who uses it');
select is(pg_temp.outcome($$select pg_temp.make_draft('e8', 'checkout', 1, '{1000000}',
            (repeat('{"$not":', 16) || '{"$segment": "young"}' || repeat('}', 16))::jsonb)$$),
          'SP422 targeting_too_large targeting', 'sixteen levels are the most with segments written out, too');

select * from finish();
rollback;
