-- matches() means what its comment and that of satisfies() say. The servers' cross-check compares the rest.

begin;
select plan(110);

create function pg_temp.check_all(conditions text[], attributes text, expected boolean)
  returns setof text
  language sql
as $$
  select is(splitplot.matches(c.condition::jsonb, attributes::jsonb), expected,
            format('%s %s for %s', c.condition, case when expected then 'holds' else 'does not hold' end, attributes))
  from unnest(conditions) with ordinality as c(condition, place)
  order by c.place
$$;

-- Conditions.
select pg_temp.check_all(array[
  '{}', '{"a": 1}', '{"a": 1, "b": "x"}', '{"$not": {"a": 2}}', '{"$and": [{"a": 1}, {"b": "x"}]}',
  '{"$or": [{"a": 2}, {"b": "x"}]}', '{"$nor": [{"a": 2}, {"b": "y"}]}', '{"$or": [{"$and": [{"a": 1}]}], "b": "x"}'
], '{"a": 1, "b": "x"}', true);
select pg_temp.check_all(array[
  '{"a": 1, "b": "y"}', '{"$not": {"a": 1}}', '{"$and": [{"a": 1}, {"b": "y"}]}', '{"$or": [{"a": 2}, {"b": "y"}]}',
  '{"$nor": [{"a": 2}, {"b": "x"}]}', '{"$or": [{"a": 1}], "b": "y"}'
], '{"a": 1, "b": "x"}', false);

-- A missing attribute makes a comparison false, whatever is asked.
select pg_temp.check_all(array[
  '{"a": {"$eq": 1}}', '{"a": {"$ne": 1}}', '{"a": {"$in": [1]}}', '{"a": {"$nin": [1]}}', '{"a": {"$gt": 0}}',
  '{"a": {"$gte": 0}}', '{"a": {"$lt": 9}}', '{"a": {"$lte": 9}}', '{"a": {"$veq": "1"}}', '{"a": {"$vne": "2"}}',
  '{"a": {"$regex": "."}}', '{"a": {"$exists": true}}', '{"a.b": 1}'], attributes.value, false)
from (values ('{}'), ('{"a": null}')) as attributes(value);
select pg_temp.check_all(array['{"a": {"$exists": false}}', '{"a": {"$not": {"$eq": 1}}}', '{"$not": {"a": 1}}'],
                         attributes.value, true)
from (values ('{}'), ('{"a": null}')) as attributes(value);
select is(splitplot.matches('{"a": {"$exists": false}}', null), true, 'no attributes at all: each is missing');

-- Types: nothing is converted.
select pg_temp.check_all(array['{"a": 1.0}', '{"a": 10e-1}', '{"a": {"$in": ["1", true, 1]}}', '{"a": {"$ne": "1"}}'],
                         '{"a": 1}', true);
select pg_temp.check_all(array['{"a": "1"}', '{"a": true}', '{"a": {"$gt": "0"}}', '{"a": {"$lt": "2"}}',
                               '{"a": {"$regex": "1"}}', '{"a": {"$vgte": "1"}}'], '{"a": 1}', false);
select pg_temp.check_all(array['{"a": 9007199254740993}', '{"a": {"$gt": 9007199254740992}}'],
                         '{"a": 9007199254740993}', true);

-- Strings: bytes for equality, code points for order, whatever the collation.
select pg_temp.check_all(array[
  '{"a": {"$gt": "Z"}}', '{"a": {"$lt": "b"}}', '{"a": {"$gte": "a"}}', '{"a": {"$ne": "A"}}'], '{"a": "a"}', true);
select pg_temp.check_all(array['{"a": {"$gt": "\uffff"}}'], '{"a": "🦊"}', true);
select pg_temp.check_all(array['{"a": "é"}'], '{"a": "e\u0301"}', false);

-- Lists and objects.
select pg_temp.check_all(array[
  '{"a": "x"}', '{"a": {"$in": ["q", 2.0]}}', '{"a": {"$nin": ["q", 3]}}', '{"a": {"$exists": true}}'
], '{"a": ["x", 2, ["y"], null]}', true);
select pg_temp.check_all(array['{"a": "y"}', '{"a": {"$ne": "x"}}', '{"a": {"$nin": ["x"]}}', '{"a": {"$lt": 3}}',
                               '{"a": {"$regex": "x"}}', '{"a.0": "x"}'], '{"a": ["x", 2, ["y"], null]}', false);
select pg_temp.check_all(array['{"a.b": "x"}', '{"a.b": {"$exists": true}}', '{"a": {"$ne": "x"}}'],
                         '{"a": {"b": "x", "c": null}, "a.b": "not by this name"}', true);
select pg_temp.check_all(array['{"a.c": {"$exists": true}}', '{"a.b.c": "x"}', '{"a": "x"}'],
                         '{"a": {"b": "x", "c": null}}', false);

-- Versions.
select pg_temp.check_all(array[
  '{"a": {"$vgt": "1.9"}}', '{"a": {"$vgte": "1.10"}}', '{"a": {"$veq": "1.10"}}', '{"a": {"$vlt": "1.10.1"}}',
  '{"a": {"$vlte": "2"}}', '{"a": {"$vne": "1.1"}}'], '{"a": "1.10.0"}', true);
select pg_temp.check_all(array['{"a": {"$vgt": "1.0"}}', '{"a": {"$vne": "1.0"}}', '{"a": {"$vlte": "9"}}'],
                         '{"a": "1.10.0-beta"}', false);

-- Regular expressions.
select pg_temp.check_all(array['{"a": {"$regex": "b"}}', '{"a": {"$regex": "^ab\nc$"}}', '{"a": {"$regex": "^a.+c$"}}',
                               '{"a": {"$regex": "^(?:ab|x)\\s[^\\d]$"}}'], '{"a": "ab\nc"}', true);
select pg_temp.check_all(array['{"a": {"$regex": "B"}}', '{"a": {"$regex": "b$"}}', '{"a": {"$regex": "^c"}}'],
                         '{"a": "ab\nc"}', false);
select is(splitplot.matches('{"a": {"$regex": "x$"}}', jsonb_build_object('a', repeat('x', length.characters))),
          length.found, length.characters || ' characters')
from (values (1024, true), (1025, false)) as length(characters, found);

-- Documents that cannot be stored: an answer, never an error.
select is(splitplot.matches(c.condition::jsonb, '{"a": "x"}'), false, c.condition || ' is no error')
from (values
  ('[]'), ('null'), ('{"$and": {}}'), ('{"$or": []}'), ('{"$not": 1}'), ('{"a": {"$foo": 1}}'), ('{"a": {"$in": "x"}}'),
  ('{"a": {"$regex": "("}}'), ('{"a": {"$vgt": "x"}}'), ('{"a": null}')) as c(condition);
select is(splitplot.matches((repeat('{"$not":', 1000) || '{}' || repeat('}', 1000))::jsonb, '{}') is not null, true,
          'nor are a thousand levels');

select * from finish();
rollback;
