-- What the warehouse says of its own tables, indexes and counters.

begin;
select plan(20);
\ir fixtures.sql

-- said(...): the command for a table of a million rows in 100 MB, unless told otherwise.
create function pg_temp.said(
  live bigint default 1000000, dead bigint default 0, bytes bigint default 100e6, minimum bigint default 90e6,
  updates bigint default 0, hot bigint default 0, inserts bigint default 0, changes bigint default 0, age integer default 0)
  returns text
  language sql
as $$
  select v.command from etl.table_verdict('a.b', live, dead, bytes, minimum, updates, hot, inserts, changes, age, 200000000) v
$$;

select is(pg_temp.said(), null, 'a table without anything special is fine');
select is((select verdict from etl.table_verdict('a.b', 1, 0, 1, 1, 0, 0, 0, 0, 0, 1)), 'fine', 'and that is said');
select is(pg_temp.said(dead => 400000), 'vacuum (analyze, verbose) a.b', 'dead rows are to be cleared away');
select is(pg_temp.said(dead => 150000), null, 'some are usual');
select is(pg_temp.said(live => 10, dead => 15000), null, 'and in a small table they do not matter');
select is(pg_temp.said(bytes => 181e6::bigint), 'vacuum (full, analyze) a.b', 'more than twice the minimum is too large');
select is(pg_temp.said(bytes => 8e6::bigint, minimum => 0), null, 'unless it is small');
select is(pg_temp.said(updates => 200000, hot => 100000), 'alter table a.b set (fillfactor = 50)', 'updates are to stay on their page');
select is(pg_temp.said(updates => 200000, hot => 180000), null, 'most of them');
select is(pg_temp.said(inserts => 300000), 'vacuum a.b', 'what was added is to be vacuumed');
select is(pg_temp.said(minimum => null), 'analyze a.b', 'nothing is known of a table that was never analysed');
select is(pg_temp.said(changes => 600000), 'analyze a.b', 'nor of one that has changed since');
select is(pg_temp.said(age => 310000000, dead => 400000), 'vacuum (freeze, verbose) a.b', 'old transactions are more pressing than all');

-- anew, without what other tests have left in it
truncate rollup.unit;
select pg_temp.make_experiment('green');
select pg_temp.expose_many('green', 'control', 3000);
select pg_temp.advance();
analyze rollup.unit;
select ok((select h.bytes between h.minimum_bytes and 2 * h.minimum_bytes
           from (select h.bytes, (select h.minimum_bytes from etl.table_health() h where h.table_name = 'rollup.unit') as found,
                   (select ceil(3000 * (28 + ceil(sum(p.avg_width) / 8) * 8) / 8168) * 8192
                    from pg_stats p where p.schemaname = 'rollup' and p.tablename = 'unit') as minimum_bytes
                 from etl.table_health() h where h.table_name = 'rollup.unit') h),
          'the minimum of a table that was just filled is more than half of it');
select bag_eq('select table_name from etl.table_health()',
              $$select c.oid::regclass::text from pg_class c
                where c.relnamespace = any ('{splitplot,fact,etl,rollup,report}'::regnamespace[])
                  and c.relkind in ('r', 'p', 'm') and not c.relispartition$$,
              'each of our tables and materialized views has its row');
select is_empty('select * from etl.index_health()', 'in a new warehouse no index is to be dropped or made');
update pg_index set indisvalid = false where indexrelid = 'rollup.exposed_unit_by_experiment'::regclass;
select results_eq('select object, command from etl.index_health()',
                  $$values ('rollup.exposed_unit_by_experiment', 'reindex index concurrently rollup.exposed_unit_by_experiment')$$,
                  'an index that is not whole is');
select is_empty('select * from etl.headroom() where command is not null', 'counters are at their beginning');
select isnt_empty($$select from etl.headroom() where object = 'sequence fact.feed_event_arrival'$$, 'sequences among them');
alter sequence fact.feed_event_arrival as smallint maxvalue 100 restart 60;
select nextval('fact.feed_event_arrival');
select results_eq('select object, verdict, command from etl.headroom() where command is not null',
                  $$values ('sequence fact.feed_event_arrival', '60 % are used',
                            'alter sequence fact.feed_event_arrival as bigint maxvalue 9223372036854775807')$$,
                  'one that is half used is to be widened');

select * from finish();
rollback;
