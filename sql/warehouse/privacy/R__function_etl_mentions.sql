-- mentions(payload, names): whether the bytes of a row, which may be broken, have one of the names as a whole word.
--
-- As text first: that is how it is written in CSV, and nearly always in JSON. Letters, digits, _ and - make words, and so do bytes
-- above ASCII, which are digits after
-- a backslash here. JSON may write the same otherwise, so what can be read as JSON is asked for its values too.

create or replace function etl.mentions(payload bytea, names text[])
  returns boolean
  language plpgsql immutable strict parallel safe
  set search_path = pg_catalog, pg_temp
as $$
declare
  written constant text := encode(payload, 'escape');
begin
  if exists (
    select
    from unnest(names) n(name)
    cross join encode(convert_to(n.name, 'UTF8'), 'escape') as w(word)
    where strpos(written, w.word) > 0
      and written ~ ('(^|[^A-Za-z0-9_-])' || regexp_replace(w.word, '([^A-Za-z0-9 ])', '\\\1', 'g')
        || '($|[^\\A-Za-z0-9_-]|\\\\)')
  ) then
    return true;
  end if;
  if left(ltrim(written), 1) <> '{' then
    return false;
  end if;
  return exists (
    select from jsonb_path_query(convert_from(payload, 'UTF8')::jsonb, 'strict $.**') v
    where v #>> '{}' = any (names));
exception
  when data_exception then -- it is no JSON
    return false;
end
$$;

comment on function etl.mentions(bytea, text[]) is 'Whether one of the names stands in the row as a word of its own.';
