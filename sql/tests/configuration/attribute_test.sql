-- What an attribute is declared as, conditions compare it with; those that do not are refused with the place.

begin;
select plan(49);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout');
select splitplot.declare_attribute(t.type, t.type, 'A ' || t.type)
from unnest('{string,number,boolean,version,string_list,number_list}'::text[]) as t(type);
select splitplot.declare_attribute('account.tier', 'string');

-- place(condition): where the first problem is.
create function pg_temp.place(condition text)
  returns text
  language sql
as $$
  select p.place from splitplot.find_type_problem(condition::jsonb, 't') as p
$$;

select is(pg_temp.place(c.condition), null, c.condition || ' agrees')
from (values
  ('{"string": "a"}'), ('{"string": {"$in": ["a", "b"], "$gt": "a", "$regex": "a"}}'), ('{"number": {"$gte": 1}}'),
  ('{"number": {"$nin": [1, 2.5]}}'), ('{"boolean": true}'), ('{"boolean": {"$ne": false}}'),
  ('{"version": {"$vgt": "1.2"}}'), ('{"version": "1.2"}'), ('{"version": {"$regex": "^1"}}'),
  ('{"string_list": {"$in": ["a"]}}'), ('{"number_list": 1}'), ('{"number": {"$exists": false}}'),
  ('{"unknown": {"$in": [1, "a", true]}}'), ('{"account": 1}'), ('{"string.part": 1}'), ('{}')) as c(condition);
select is(pg_temp.place(c.condition), c.place, c.condition || ' disagrees')
from (values
  ('{"string": 1}', 't.string'), ('{"string": {"$in": ["a", 1]}}', 't.string.$in[1]'),
  ('{"string": {"$gt": 1}}', 't.string.$gt'), ('{"string": {"$vgt": "1.2"}}', 't.string.$vgt'),
  ('{"number": "1"}', 't.number'), ('{"number": {"$lt": "1"}}', 't.number.$lt'),
  ('{"number": {"$regex": "1"}}', 't.number.$regex'), ('{"boolean": "true"}', 't.boolean'),
  ('{"boolean": {"$gt": "a"}}', 't.boolean.$gt'), ('{"version": 1}', 't.version'),
  ('{"version": {"$gt": "1.2"}}', 't.version.$gt'), ('{"string_list": {"$gt": "a"}}', 't.string_list.$gt'),
  ('{"string_list": 1}', 't.string_list'), ('{"number_list": "1"}', 't.number_list'),
  ('{"account.tier": false}', 't.account.tier'),
  ('{"$or": [{"a": 1}, {"$not": {"$nor": [{"number": {"$not": {"$eq": "1"}}}]}}]}',
   't.$or[1].$not.$nor[0].number.$not.$eq')) as c(condition, place);
select is(p.problem, c.problem, c.problem)
from (values
  ('{"number": "1"}', 'is a string, but attribute number is declared as number'),
  ('{"number": {"$regex": "1"}}', 'does not apply to attribute number, which is declared as number'),
  ('{"version": {"$gt": "1"}}', 'does not apply to attribute version, which is declared as version')
) as c(condition, problem)
cross join splitplot.find_type_problem(c.condition::jsonb, 't') as p;

select is(pg_temp.outcome($$select pg_temp.make_draft('e', 'checkout', 1, '{1000000}', '{"number": "1"}')$$),
          'SP422 invalid_targeting targeting.number', 'a phase is refused');
select is(pg_temp.outcome($$select splitplot.create_segment('s', '{"number": "1"}')$$),
          'SP422 invalid_targeting condition.number', 'and a segment');

-- What is in use is not declared otherwise: else a pause of it could fail.
select pg_temp.make_draft('used', 'checkout', 1, '{1000000}', '{"age": "18"}');
select pg_temp.make_draft('past', 'checkout', 1, '{1000000}', '{"height": "tall"}');
select splitplot.create_segment('tall', '{"size": {"$gt": "m"}}');
select is(pg_temp.outcome(format('select splitplot.declare_attribute(%L, %L)', d.name, d.type)), d.problem,
          d.name || ' as ' || d.type)
from (values
  ('age', 'number', 'SP409 in_use type'), ('age', 'string', 'done'), ('age', 'string', 'SP409 already_exists name'),
  ('size', 'number', 'SP409 in_use type'), ('height', 'number', 'SP409 in_use type'), ('x', 'date',
   '23514 an_attribute_type_is_known'), ('$x', 'string', '23514 names_that_begin_with_a_dollar_are_reserved'),
  ('a.$x', 'string', '23514 names_that_begin_with_a_dollar_are_reserved'),
  ('', 'string', '23514 an_attribute_name_has_1_to_256_bytes')) as d(name, type, problem);
select splitplot.archive_experiment('past');
select is(pg_temp.outcome($$select splitplot.declare_attribute('height', 'number')$$), 'done',
          'an archived experiment is not in use');
select lives_ok($$select splitplot.start_experiment('used')$$, 'and who agrees goes on');
select is((select count(*) from splitplot.audit_log where table_name = 'attribute'), 9::bigint,
          'each declaration is in the audit log');

select * from finish();
rollback;
