-- Rows that lines have brought of a person are renamed with it, and what of it could not be stored goes; later ones stay.

begin;
select plan(24);
\ir fixtures.sql
insert into splitplot.unit_type values (1, 'user', ''), (2, 'session', '') on conflict do nothing;

select ok(etl.mentions(convert_to(p, 'UTF8'), '{needle,ü-1,a.b+c}'), 'mentioned: ' || p)
from unnest('{"x,needle","\"needle\";1","needle","{\"a\": [{\"b\": \"needle\"}]}","{\"a\": \"\\u006eeedle\"}","1,ü-1,2","a.b+c|"}'
  ::text[]) p;
select ok(not etl.mentions(convert_to(p, 'UTF8'), '{needle,ü-1,a.b+c}'), 'not mentioned: ' || p)
from unnest('{"needles,1","my-needle","needle-2","{\"needle2\": 1}","üü-1","aXbbc","ü-1ü"}'::text[]) p;
select ok(etl.mentions('\x22ff006e6565646c65fe0061'::bytea, '{needle}') is not null, 'bytes that are no text do no harm');

select throws_ok(format($$select etl.declare_line('wrong', '{
  "target": {"kind": "table", "table": "wrong", "mode": "insert", "key": ["customer"]},
  "columns": [{"name": "customer", "type": "text"}, {"name": "n", "type": "bigint"}], "gates": [], %s}')$$, more), state, null, why)
from (values
  ('"units": {"n": "user"}', 'SP006', 'a unit is named by a text'),
  ('"units": {"customer": "nobody"}', 'SP003', 'of a type that is known'),
  ('"personal": ["customer"]', 'SP006', 'a key is not taken away')) w(more, state, why);

select etl.declare_line('calls', '{"target": {"kind": "table", "table": "call", "mode": "upsert", "key": ["id"]},
  "columns": [{"name": "id", "type": "bigint"}, {"name": "customer", "type": "text"}, {"name": "visit", "type": "text"},
    {"name": "minutes", "type": "numeric"}, {"name": "email", "type": "text"}],
  "gates": [{"kind": "range", "name": "range", "column": "minutes", "at_least": 0}],
  "units": {"customer": "user", "visit": "session"}, "personal": ["email"]}') as line_id \gset

-- store(line_id, origin, rows): a batch of the line; gives its number.
create function pg_temp.store(line_id smallint, origin text, rows text)
  returns bigint language plpgsql
as $$
declare
  stored bigint;
  staged bigint;
begin
  execute 'insert into staging.calls_1 (place, id, customer, visit, minutes, email, extra) values ' || rows;
  get diagnostics staged = row_count;
  select m.batch_id into stored from etl.merge_batch(line_id, 1::smallint, jsonb_build_object(
    'origin', origin, 'to', '{"whole": true}'::jsonb, 'read', staged, 'rejected', 0,
    'program', 'test', 'started_at', now())) m;
  return stored;
end
$$;

select pg_temp.store(:line_id::smallint, 'a', $$(1, 1, 'needle', 's1', 5, 'needle@x', '{"name": "needle"}'),
  (2, 2, 'other', 's1', 6, 'other@x', '{"name": "other"}'), (3, 3, 'needles', null, 7, 'e', null)$$);
select pg_temp.store(:line_id::smallint, 'b', $$(1, 4, 'needle', 's1', -5, 'needle@x', '{"name": "needle"}'),
  (2, 5, 'other', 's1', 6, 'other@x', null)$$) as quarantined \gset
insert into etl.dead_letter (line_id, batch_id, origin, place, station, code, reason, format, payload)
select :line_id, :quarantined, 'c', n, 'check', 'SP-LOAD-TYPE', 'x', 'csv', convert_to(p, 'UTF8')
from unnest('{"9,needle,many","10,other,many","11,needles,many"}'::text[]) with ordinality as t(p, n);

select is(
  (select string_agg(r ->> 'id', ',' order by r ->> 'id') || ' ' || jsonb_array_length(d -> 'dead_letters')
   from fact.export_unit('user', '{needle}', '{}') d, jsonb_array_elements(d -> 'external' -> 'call') r
   group by d), '1 2', 'a person is exported with rows of lines, and with what of it waits');

select clock_timestamp() as forgotten_at \gset
select pg_temp.store(:line_id::smallint, 'd', $$(1, 6, 'needle', 's9', 5, 'new@x', '{"name": "new"}')$$);
create table pg_temp.told as
select fact.forget(jsonb_build_object('unit_type', 'user', 'forgotten_at', :'forgotten_at', 'names', jsonb_build_array(
  jsonb_build_object('kind', 'user', 'name', 'needle', 'pseudonym', 'forgotten-1'),
  jsonb_build_object('kind', 'session', 'name', 's1', 'pseudonym', 'forgotten-s')))) as counts;

select is((select counts ->> 'external' || ' ' || (counts ->> 'dead_letter') from pg_temp.told), '6 1', 'what was done is counted');
create function pg_temp.calls(ids bigint[])
  returns text language sql
as $$
  select string_agg(concat_ws(' ', c.id, c.customer, c.visit, c.minutes, c.email, c.extra ->> 'name'), '; ' order by c.id)
  from external.call c where c.id = any (ids)
$$;
select is(pg_temp.calls('{1,2,3,6}'),
  '1 forgotten-1 forgotten-s 5; 2 other forgotten-s 6 other@x other; 3 needles 7 e; 6 needle s9 5 new@x new',
  'rows have the new names, without what is personal; numbers, others and later rows are as before');
select is((select string_agg(convert_from(payload, 'UTF8'), ';' order by place) from etl.dead_letter where format = 'csv'),
  '10,other,many;11,needles,many', 'what could not be read and names the person is gone');
select results_eq(
  format('select added_count, present_count from etl.replay_quarantine(%s::smallint, %s, true, ''test'')', :line_id, :quarantined),
  'values (2::bigint, 0::bigint)', 'a quarantined batch can be replayed as before');
select is(pg_temp.calls('{4,5}'), '4 forgotten-1 forgotten-s -5; 5 other forgotten-s 6 other@x',
  'and its rows have the new names');

select * from finish();
rollback;
