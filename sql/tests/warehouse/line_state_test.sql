-- Lines say how their stations do, in place; and what of them waits is counted until it is replayed or dismissed.

begin;
select plan(7);
\ir fixtures.sql

select etl.declare_line('noted', '{"target": {"kind": "table", "table": "noted", "mode": "insert"},
  "columns": [{"name": "n", "type": "bigint"}], "gates": []}') as line_id \gset
select is((select row(s.is_running, s.dead_letters, s.quarantined_batches, s.stations)::text from etl.line_state s where s.line = 'noted'),
  '(f,0,0,[])', 'a line that never ran has no figures');

create function pg_temp.note(line_id smallint, share float8)
  returns void language sql
as $$
  select etl.note_stations(line_id, jsonb_agg(jsonb_build_object('station', s, 'workers', 2, 'rows_per_second', 1000 * share,
    'busy_share', share, 'waiting', 1, 'room', 8) order by n))
  from unnest('{read,decode,check,transform,stage,merge}'::text[]) with ordinality as t(s, n)
$$;
select count(pg_temp.note(:line_id::smallint, n / 10.0)) from generate_series(1, 10) n;
select results_eq(
  $$select n_tup_upd, n_tup_hot_upd from pg_stat_xact_user_tables where relid = 'etl.line_station'::regclass$$,
  'values (54::bigint, 54::bigint)', 'its rows are updated in place, without a change of an index');
select results_eq(
  $$select s.is_running, s.stations -> 5 ->> 'station', (s.stations -> 5 ->> 'busy_share')::float8, jsonb_array_length(s.stations)
    from etl.line_state s where s.line = 'noted'$$,
  $$values (true, 'merge', 1::float8, 6)$$, 'what it said last is shown, in the order of its stations');
update etl.line_station set noted_at = noted_at - interval '11 s';
select ok((select not s.is_running from etl.line_state s where s.line = 'noted'), 'a line that is silent does not run');

insert into etl.line_batch (line_id, origin, position_to, state, read_count, added_count, changed_count, present_count,
  rejected_count, program, started_at)
select :line_id, 'a', '{}', 'quarantined', 3, 0, 0, 0, 3, 'test', now()
returning batch_id \gset
insert into etl.dead_letter (line_id, batch_id, origin, place, station, code, reason, format, payload)
select :line_id, :batch_id, 'a', n, 'x', 'x', 'x', f, '{}' from unnest('{staged,staged,json}'::text[]) with ordinality as t(f, n);
select results_eq($$select dead_letters, quarantined_batches from etl.line_state where line = 'noted'$$,
  'values (1::bigint, 1::bigint)', 'what waits is counted');
select throws_ok(format('update etl.dead_letter set dismissed_at = now() where batch_id = %s', :batch_id), '23514', null,
  'a dismissal says who and why');
select etl.dismiss('noted', null, null, 'ann', 'a test');
select results_eq($$select dead_letters, quarantined_batches from etl.line_state where line = 'noted'$$,
  'values (0::bigint, 0::bigint)', 'and not when nobody wants it');

select * from finish();
rollback;
