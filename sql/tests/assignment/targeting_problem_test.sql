-- Invalid targeting cannot be stored, and who tries is told what is wrong and where.

begin;
select plan(55);
\ir ../fixtures.sql

select is(splitplot.targeting_problem(c.condition::jsonb), null, c.condition || ' is valid')
from (values
  (null), ('{}'), ('{"country": "DE"}'), ('{"age": 18, "new": true}'), ('{"a.b.c": {"$exists": false}}'),
  ('{"country": {"$in": ["DE", 1, false]}}'), ('{"age": {"$gte": 18, "$lt": 65}}'), ('{"name": {"$gt": "m"}}'),
  ('{"app": {"$vgte": "1.10.2", "$vlt": "2"}}'), ('{"mail": {"$regex": "^[a-z]+@(?:example|test)\\.com$"}}'),
  ('{"age": {"$not": {"$gt": 18}}}'), ('{"$not": {"$or": [{"a": 1}, {"$and": [{"b": 2}, {"$nor": [{"c": 3}]}]}]}}')
) as c(condition);

select is(splitplot.targeting_problem(c.condition::jsonb), c.problem, c.condition)
from (values
  ('null', 'targeting must be an object'),
  ('[]', 'targeting must be an object'),
  ('"DE"', 'targeting must be an object'),
  ('{"$and": []}', 'targeting.$and must be an array of at least one condition'),
  ('{"$or": {"a": 1}}', 'targeting.$or must be an array of at least one condition'),
  ('{"$nor": [{"a": 1}, 2]}', 'targeting.$nor[1] must be an object'),
  ('{"$not": [{"a": 1}]}', 'targeting.$not must be an object'),
  ('{"$xor": [{"a": 1}]}',
   'targeting.$xor is not an operator on conditions; those are $and, $or, $nor, $not, $segment'),
  ('{"$eq": 1}', 'targeting.$eq is not an operator on conditions; those are $and, $or, $nor, $not, $segment'),
  ('{"": 1}',
   'targeting. must name an attribute: 1 to 16 names with dots between, none of which begins with $'),
  ('{"a..b": 1}',
   'targeting.a..b must name an attribute: 1 to 16 names with dots between, none of which begins with $'),
  ('{"$and": [{"a": 1}, {"$or": [{"b": {"$in": "DE"}}]}]}',
   'targeting.$and[1].$or[0].b.$in must be an array of at least one string, number or boolean'),
  ('{"country": {"$in": []}}',
   'targeting.country.$in must be an array of at least one string, number or boolean'),
  ('{"country": {"$nin": ["DE", null]}}',
   'targeting.country.$nin must hold nothing but strings, numbers and booleans'),
  ('{"country": {"$in": [["DE"]]}}', 'targeting.country.$in must hold nothing but strings, numbers and booleans'),
  ('{"country": {"$eq": null}}', 'targeting.country.$eq must be a string, a number or a boolean'),
  ('{"country": {"$ne": {}}}', 'targeting.country.$ne must be a string, a number or a boolean'),
  ('{"age": {"$gt": true}}', 'targeting.age.$gt must be a number or a string'),
  ('{"app": {"$vgt": 1.2}}',
   'targeting.app.$vgt must be a version in a string, such as "1.10.2": 1 to 8 numbers with dots between'),
  ('{"app": {"$veq": "1.2-beta"}}',
   'targeting.app.$veq must be a version in a string, such as "1.10.2": 1 to 8 numbers with dots between'),
  ('{"a": {"$exists": "yes"}}', 'targeting.a.$exists must be true or false'),
  ('{"a": {"$not": "x"}}', 'targeting.a.$not must be an object of operators'),
  ('{"a": {"$not": {"$not": {"$gt": []}}}}', 'targeting.a.$not.$not.$gt must be a number or a string'),
  ('{"a": {"$regex": 1}}', 'targeting.a.$regex must be a string'),
  ('{"a": {"$regex": "(x"}}', 'targeting.a.$regex has a parenthesis without its partner')) as c(condition, problem);
select matches(splitplot.targeting_problem(c.condition::jsonb), c.problem, c.condition)
from (values
  ('{"country": null}', '^targeting\.country must be a string, a number, a boolean or an object of operators'),
  ('{"country": ["DE"]}', '^targeting\.country must be .* for a list use \$in'),
  ('{"country": {}}', '^targeting\.country must be '),
  ('{"country": {"DE": true}}', '^targeting\.country\.DE is not an operator on attributes; those are \$eq '),
  ('{"country": {"$and": []}}', '^targeting\.country\.\$and is not an operator on attri')) as c(condition, problem);

-- Limits.
select is(splitplot.targeting_problem((repeat('{"$not":', levels) || '{}' || repeat('}', levels))::jsonb) is null,
          levels = 16, levels || ' levels')
from unnest('{16,17}'::integer[]) as levels;
select is(splitplot.targeting_problem(jsonb_build_object(repeat('a.', names - 1) || 'a', 1)) is null, names = 16,
          names || ' names in a path')
from unnest('{16,17}'::integer[]) as names;
select is(splitplot.targeting_problem(jsonb_build_object('a', repeat('x', 16384 - length('{"a": ""}') + more))),
          problem, 16384 + more || ' bytes')
from (values (0, null), (1, 'targeting must have at most 16384 bytes, not 16385')) as size(more, problem);
select matches(splitplot.targeting_problem((repeat('{"$not":', 1500) || '{}' || repeat('}', 1500))::jsonb),
               'is nested more than 16 levels deep', 'a thousand levels and more are no error');

-- Storing.
select pg_temp.make_layer('checkout');
select is(pg_temp.outcome($$select pg_temp.make_draft('green', 'checkout', 1, '{1000000}', '{"a": {"$in": "x"}}')$$),
          'SP422 invalid_targeting targeting.a.$in', 'an invalid condition is refused when a phase is stored');
select throws_ok(
  $$select pg_temp.make_draft('green', 'checkout', 1, '{1000000}', '{"a": {"$in": "x"}}')$$, 'SP422',
  'targeting.a.$in must be an array of at least one string, number or boolean', 'with what is wrong');
select is(pg_temp.outcome($$select pg_temp.make_draft('green', 'checkout', 1, '{1000000}', '{"a": {"$in": ["x"]}}')$$),
          'done', 'a valid one is stored');
select is(pg_temp.outcome($$update splitplot.phase set targeting = '{"$foo": 1}'$$),
          'SP422 invalid_targeting targeting.$foo', 'and cannot be made invalid');
select is(pg_temp.outcome($$update splitplot.phase set targeting = 'null'$$), 'SP422 invalid_targeting targeting',
          'JSON''s null is not "everybody"');
select is(pg_temp.outcome($$update splitplot.phase set targeting = null$$), 'done', 'SQL''s null is');

select * from finish();
rollback;
