-- contains_match(value, pattern): does the string contain a match of the regular expression?
--
-- Collation "C" makes \d, \w and \s mean ASCII, whatever the database's locale. The limit of length bounds the
-- work that a visitor's attribute can cause. Groups are matched without keeping what they match: to keep it
-- PostgreSQL copies the group for each "+", so that "((((a+)+)+)+)+" would grow beyond all bounds.

create or replace function splitplot.contains_match(value jsonb, pattern jsonb)
  returns boolean
  language plpgsql immutable strict parallel safe
as $$
begin
  if jsonb_typeof(value) <> 'string' or jsonb_typeof(pattern) <> 'string'
    or char_length(value #>> '{}') > 1024
    or splitplot.regex_problem(pattern #>> '{}') is not null
  then
    return false;
  end if;
  return (value #>> '{}') collate "C" ~ (
    select string_agg(case t.token[1] when '(' then '(?:' else t.token[1] end, '' order by t.place)
    from regexp_matches(pattern #>> '{}', '\\.|\[(?:\\.|[^]\\])*\]|\(\?:|.', 'g') with ordinality as t(token, place));
end
$$;

comment on function splitplot.contains_match(jsonb, jsonb) is
  'Whether a string of at most 1,024 characters contains a match of a pattern that regex_problem() accepts.';

grant execute on function splitplot.contains_match(jsonb, jsonb) to splitplot_api, splitplot_analyst;
