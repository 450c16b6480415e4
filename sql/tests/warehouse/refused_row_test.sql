-- What the warehouse cannot store is put aside with its reason, stops nothing, and is stored when it can be.

begin;
select plan(14);
\ir fixtures.sql
select pg_temp.make_experiment('green');

select lives_ok(
  $$insert into splitplot.event (id, units, name, occurred_at, received_at)
    select ('00000000-0000-0000-0000-00000000000' || n)::uuid, units, 'view', pg_temp.hour(1), pg_temp.hour(2)
    from (values
      (1, '{"user": "u1"}'::jsonb), (2, '{"user": null}'), (3, jsonb_build_object('user', repeat('x', 257))),
      (4, '{"user": ""}'), (5, '{"user": "u5", "": "x"}'), (6, '{"user": "u6"}')) v(n, units)$$,
  'events whose units are no ids stop nothing');
select results_eq('select unit_id collate "default" from fact.event order by arrival', $$values ('u1'), ('u6')$$,
                  'the good ones are stored');
select results_eq(
  $$select right(content ->> 'id', 1), source_table, code, detail, finish_lsn is null, resolved_at is null
    from etl.refused_row order by refused_row_id$$,
  $$select n, 'event', '23514', 'a unit has no id of 1 to 256 bytes', true, true from unnest('{2,3,4,5}'::text[]) n$$,
  'and each of the others waits with its reason');
select is((select currval('fact.feed_event_arrival') - min(arrival) from fact.event), 1::bigint,
          'what is refused draws no arrival');
select is((select refused_rows from etl.feed_state), 4::bigint, 'the state of the feed tells how many wait');

select is((select (stored, refused)::text from etl.replay_refused_rows()), '(0,4)', 'they are refused again');
select is((select count(*) from etl.refused_row), 4::bigint, 'and stand there once');

update etl.refused_row set content = jsonb_set(content, '{units}', '{"user": "u2"}') where content ->> 'id' like '%2';
insert into etl.refused_row (source_table, content, code, detail, finish_lsn)
select 'exposure', jsonb_build_object(
    'id', '00000000-0000-0000-0000-00000000000a', 'experiment_id', 1, 'phase_id', 11, 'variant_id', 11,
    'unit_id', 'u7', 'occurred_at', pg_temp.hour(0), 'received_at', pg_temp.hour(0)), 'XX000', '', pg_lsn '0/1'
union all
select 'exposure', jsonb_build_object('id', '00000000-0000-0000-0000-00000000000b', 'novelty', 1), 'XX000', '', '0/1';
select is((select (stored, refused)::text from etl.replay_refused_rows()), '(2,4)', 'what can be stored now is');
select is((select count(*) from fact.event where unit_id = 'u2'), 1::bigint, 'the event that was mended');
select is((select count(*) from fact.exposure where unit_id = 'u7'), 1::bigint, 'and the exposure');
select is((select count(*) from etl.refused_row where resolved_at is not null), 2::bigint, 'they are resolved');
select results_eq(
  $$select code, detail from etl.refused_row where content ? 'novelty'$$,
  $$values ('42703', 'the warehouse''s table splitplot.exposure lacks the column novelty')$$,
  'a row with a column that is not here tells so');

select throws_ok(
  $$insert into etl.refused_row (source_table, content, code, detail) values ('experiment', '{}', '', '')$$,
  '23514', null, 'configuration is not refused row by row');

select etl.note_rollup_problem('first');
select etl.note_rollup_problem('second');
select is((select array_agg(rollup_problem) from etl.feed_state), '{second}', 'the newest problem of the rollups is told');

select * from finish();
rollback;
