-- regex_problem(pattern): why a pattern cannot be used for targeting, or null.
--
-- Dialects of regular expressions differ, and this one must mean the same here and in the servers. So only what
-- all of them agree on is taken: literals, ".", classes such as [a-z_] and [^0-9], the ASCII classes \d \w \s and
-- outside of brackets \D \W \S, escaped punctuation, groups ( ) and (?: ), "|", the anchors ^ and $ (start and end
-- of the whole string), and the quantifiers * + ? {m} {m,} {m,n}. "." matches line ends too; case counts.
-- No look-around, no back-references, no lazy quantifiers: they cannot be matched in time linear in the string.
-- {m,n} follows one character or class, not a group, and the limits bound the size of the automaton. ^ and $ are in
-- no group that is repeated: PostgreSQL takes time exponential in the number of loops with a constraint in them.

create or replace function splitplot.regex_problem(pattern text)
  returns text
  language plpgsql immutable strict parallel safe
as $$
declare
  escape constant text := '\\[!-/:-@[-`{-~]';
  member constant text := '(?:[^][\\^-]|' || escape || ')';
  class constant text := '\[\^?-?(?:\\[dws]|' || member || '(?:-' || member || ')?)+-?\]';
  atom constant text := '(?:[^][\\^$.|?*+(){}]|\.|\\[dwsDWS]|' || escape || '|' || class || ')';
  piece constant text := '(?:' || atom || '(?:[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})?|\((?:\?:)?|\)[*+?]?|\||\^|\$)';
  readable_length integer;
  groups text;
  reduced text;
begin
  if char_length(pattern) not between 1 and 256 then
    return format('must have 1 to 256 characters, not %s', char_length(pattern));
  end if;
  readable_length := char_length(substring(pattern collate "C" from '^' || piece || '*'));
  if readable_length < char_length(pattern) then
    return format('cannot be read from character %s on: %s', readable_length + 1, substr(pattern, readable_length + 1));
  end if;

  if exists (
    select
    from regexp_matches(pattern collate "C", class, 'g') as c(classes)
    cross join regexp_matches(c.classes[1], '(' || member || ')-(' || member || ')', 'g') as r(ends)
    where ascii(right(r.ends[1], 1)) > ascii(right(r.ends[2], 1)))
  then
    return 'has a range in a class that ends before it starts';
  end if;

  groups := regexp_replace(pattern collate "C", escape || '|' || class, 'x', 'g');
  if exists (
    select
    from regexp_matches(groups, '\{([0-9]+),([0-9]+)\}', 'g') as b(bounds)
    where b.bounds[1]::integer > b.bounds[2]::integer)
  then
    return 'has a quantifier {m,n} whose m is more than n';
  end if;
  if (
    select sum(greatest(b.bounds[1]::integer, coalesce(nullif(b.bounds[2], '')::integer, 0)))
    from regexp_matches(groups, '\{([0-9]+),?([0-9]*)\}', 'g') as b(bounds)) > 255
  then
    return 'has quantifiers {m,n} that repeat more than 255 times together';
  end if;
  -- What is left: parentheses, with } for one that closes a repeated group, and anchors; from the inside outwards.
  groups := regexp_replace(groups, '\{[^}]*\}', '', 'g');
  groups := regexp_replace(replace(groups, '(?:', '('), '\)[*+?]', '}', 'g');
  groups := regexp_replace(groups, '[^()}^$]', '', 'g');
  loop
    if groups ~ '\([$^]+\}' then
      return 'has ^ or $ in a group that is repeated';
    end if;
    reduced := regexp_replace(replace(groups, '(}', ''), '\(([$^]*)\)', '\1', 'g');
    exit when reduced = groups;
    groups := reduced;
  end loop;
  return case when groups ~ '[()}]' then 'has a parenthesis without its partner' end;
end
$$;

comment on function splitplot.regex_problem(text) is
  'Null when the pattern is a regular expression that targeting supports, else what is wrong with it.';

grant execute on function splitplot.regex_problem(text) to splitplot_api, splitplot_analyst;
