-- regex_problem() takes what all dialects of regular expressions agree on and can be matched in linear time.

begin;
select plan(56);

select is(splitplot.regex_problem(pattern), null, pattern || ' is taken')
from unnest(array[
  'a', 'é🦊', '.', '^$', 'a|b|', '()', '(?:a|b)+', '(a(b)?)*', 'a{2}', 'a{1,}', '\d{0,3}', '[a-z_]', '[^a-z]',
  '[-a]', '[a-]', '[\]\\\^\-]', '[\w.-]+@', '\.\*\(\)', '\D\W\S', '^a|b$', '(^|x)(a*)+(b|(c$))', '([$]|\$)*', '(^)\-*($)[a]?',
  'a{255}', repeat('x', 256)
]) as pattern;

select is(splitplot.regex_problem(refused.pattern), refused.problem, refused.pattern || ' is refused')
from (values
  ('', 'must have 1 to 256 characters, not 0'),
  ('*a', 'cannot be read from character 1 on: *a'),
  ('a**', 'cannot be read from character 3 on: *'),
  ('a*?', 'cannot be read from character 3 on: ?'),
  ('^*', 'cannot be read from character 2 on: *'),
  ('a(?=b)', 'cannot be read from character 3 on: ?=b)'),
  ('(?i)a', 'cannot be read from character 2 on: ?i)a'),
  ('(?<n>a)', 'cannot be read from character 2 on: ?<n>a)'),
  ('(a)\1', 'cannot be read from character 4 on: \1'),
  ('\bx', 'cannot be read from character 1 on: \bx'),
  ('a\', 'cannot be read from character 2 on: \'),
  ('[[:alpha:]]', 'cannot be read from character 1 on: [[:alpha:]]'),
  ('[]', 'cannot be read from character 1 on: []'),
  ('[a', 'cannot be read from character 1 on: [a'),
  ('[\D]', 'cannot be read from character 1 on: [\D]'),
  ('a]', 'cannot be read from character 2 on: ]'),
  ('a{', 'cannot be read from character 2 on: {'),
  ('a{,2}', 'cannot be read from character 2 on: {,2}'),
  ('(a){2}', 'cannot be read from character 4 on: {2}'),
  ('***=a', 'cannot be read from character 1 on: ***=a'),
  ('(a', 'has a parenthesis without its partner'),
  ('a)', 'has a parenthesis without its partner'),
  (')(', 'has a parenthesis without its partner'),
  ('(a|(b))*)', 'has a parenthesis without its partner'),
  ('(^a)*', 'has ^ or $ in a group that is repeated'),
  ('((?:a)+(b|(c$)))?', 'has ^ or $ in a group that is repeated'),
  ('[z-a]', 'has a range in a class that ends before it starts'),
  ('a{3,2}', 'has a quantifier {m,n} whose m is more than n'),
  ('a{200}b{56}', 'has quantifiers {m,n} that repeat more than 255 times together'),
  ('a{256}', 'has quantifiers {m,n} that repeat more than 255 times together')) as refused(pattern, problem);
select is(splitplot.regex_problem(repeat('x', 257)), 'must have 1 to 256 characters, not 257', '257 are not');

select * from finish();
rollback;
