-- Whatever pattern is taken and whatever a visitor sends, looking for a match is quick and never fails.

begin;
select plan(29);

set local statement_timeout = '10s';

-- holds(pattern, value): whether the value contains a match.
create function pg_temp.holds(pattern text, value text default repeat('a', 1023) || '!')
  returns boolean
  language sql
as $$
  select splitplot.contains_match(to_jsonb(value), to_jsonb(pattern))
$$;

-- Patterns that take other engines time, or this one memory, exponential in their length.
select is(splitplot.regex_problem(h.pattern), null, format('%s... is taken', left(h.pattern, 40)))
from (values
  ('(a+)+$'), (repeat('(', 60) || 'a' || repeat('+)', 60) || '+$'), (repeat('(a|', 45) || 'b' || repeat(')+', 45) || '$'),
  ('(a|a|aa|b)*c'), (repeat('a*', 120) || 'b'), ('a{0,100}a{100}b'), ('[ab]*a.{250}c'), (repeat('(.*)', 60) || 'b'),
  ('(^|b)a*(!$|c)')) as h(pattern);
select is(pg_temp.holds(h.pattern), h.found, format('%s... is answered', left(h.pattern, 40)))
from (values
  ('(a+)+$', false), (repeat('(', 60) || 'a' || repeat('+)', 60) || '+$', false),
  (repeat('(a|', 45) || 'b' || repeat(')+', 45) || '$', false), ('(a|a|aa|b)*c', false), (repeat('a*', 120) || 'b', false),
  ('a{0,100}a{100}b', false), ('[ab]*a.{250}c', false), (repeat('(.*)', 60) || 'b', false),
  ('(^|b)a*(!$|c)', true)) as h(pattern, found);

-- That groups keep nothing changes no meaning.
select is(pg_temp.holds(m.pattern, m.value), m.found, m.pattern)
from (values
  ('(a)(?:b)(c)', 'abc', true), ('[(]a[)]', '(a)', true), ('\(a\)', '(a)', true), ('\\(a)', '\a', true),
  ('[\](]x', '(x', true), ('[^(]x', '(x', false), ('^(a|(b))$', 'b', true), ('()', '', true),
  ('(\[)', '[', true), ('([\\(])', '\', true), ('(a)?b', 'b', true)) as m(pattern, value, found);

select * from finish();
rollback;
