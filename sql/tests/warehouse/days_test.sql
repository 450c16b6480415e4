-- Facts lie in partitions by day of arrival, each fact once, and an advance reads the newest partitions only.

begin;
select plan(26);
\ir fixtures.sql
select pg_temp.make_experiment('green');
select pg_temp.make_metric('green', 'bought', 'proportion', 'buy');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy', covariate_event => 'visit', covariate_window => '3 days');
select pg_temp.make_metric('green', 'net', 'revenue', 'order', net => true);

-- Days go by when the newest day is moved on: it never goes back to what the clock says.
create function pg_temp.today() returns date language sql as 'select fact.newest_day()';
create function pg_temp.let_days_pass(days integer) returns bigint language sql as
  'select setval(''fact.newest_day'', last_value + days) from fact.newest_day';

select is(pg_temp.today(), (now() at time zone 'UTC')::date, 'facts arrive today');
select bag_eq($$select right(partition, 8), count(*) from fact.partition group by 1$$,
  $$select to_char(pg_temp.today() + n, 'YYYYMMDD'), 2::bigint from generate_series(0, 1) n$$,
  'a new warehouse has partitions for today and tomorrow');
select results_eq('select action, object::date from fact.maintain_days()',
  $$select 'made', pg_temp.today() + n from generate_series(2, 7) n$$, 'a week''s days are made ahead');
select is_empty('select * from fact.maintain_days()', 'once');

select pg_temp.expose('green', 'u1', 'control', 0, id => '00000000-0000-0000-0000-000000000001');
select pg_temp.happen('u1', 'buy', 1, 5, id => '00000000-0000-0000-0000-000000000002');
select pg_temp.let_days_pass(20);
select pg_temp.expose('green', 'u1', 'green', 0, id => '00000000-0000-0000-0000-000000000001');
select pg_temp.happen('u1', 'buy', 1, 5, id => '00000000-0000-0000-0000-000000000002');
insert into splitplot.event (id, units, name, occurred_at, received_at)
values ('00000000-0000-0000-0000-000000000002', '{"user": "u1", "session": "s1"}', 'buy', pg_temp.hour(1), now());
select is((select count(*) from fact.exposure), 1::bigint, 'an exposure that is sent again on another day counts once');
select results_eq('select unit_type, arrived_on - (now() at time zone ''UTC'')::date from fact.event order by 2',
  $$values ('user', 0), ('session', 20)$$, 'so does an event, for each of its units; a day that is missing is made');
select is_empty(
  $$select * from fact.event e full join fact.event_id i using (id, unit_type, arrived_on, source, arrival)
    where e.id is null or i.id is null$$,
  'an id tells where its fact lies');
select throws_ok($$insert into fact.event (source, arrival, id, unit_type, unit_id, name, occurred_at, received_at, arrived_on)
  values (0, 1e9, gen_random_uuid(), 'user', 'u', 'buy', now(), now(), pg_temp.today() + 300)$$, '23514', null,
  'there is no partition for what nobody expects');

select pg_temp.expose('green', 'u1', 'control', 2);
-- What an advance reads: of the partitions' statistics, those that this transaction has changed.
select pg_temp.advance();
select is((select feed_event_day from etl.batch order by batch_id desc limit 1), pg_temp.today(),
          'a batch knows the day that it has reached');
select is((select import_event_day from etl.batch order by batch_id desc limit 1), pg_temp.today(),
          'and that no import is left from before');
create function pg_temp.read_partitions() returns table (partition text, scans bigint) language sql as $$
  select c.relname::text, pg_stat_get_xact_numscans(i.indexrelid)::bigint
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relispartition and c.relnamespace = 'fact'::regnamespace and pg_stat_get_xact_numscans(i.indexrelid) > 0
  union all
  select c.relname::text, pg_stat_get_xact_numscans(c.oid)
  from pg_class c
  where c.relkind = 'r' and c.relispartition and c.relnamespace = 'fact'::regnamespace and pg_stat_get_xact_numscans(c.oid) > 0
$$;
create temporary table read_before as select partition, sum(scans) as scans from pg_temp.read_partitions() group by 1;
-- The first exposure is of today's hour, so that its units are new ones; covariates look three days back.
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select gen_random_uuid(), 1, 11, 11, 'new' || n, pg_temp.today()::timestamp at time zone 'UTC', now() from generate_series(1, 5) n;
insert into splitplot.event (id, units, name, value, occurred_at, received_at)
select gen_random_uuid(), jsonb_build_object('user', 'new' || n), 'buy', n, (pg_temp.today() + time '00:10') at time zone 'UTC', now()
from generate_series(1, 5) n;
select results_eq('select exposure_count, event_count from rollup.advance()', 'values (5::bigint, 5::bigint)', 'new facts are taken in');
select set_eq(
  $$select distinct r.partition from pg_temp.read_partitions() r left join read_before b using (partition)
    where r.scans > 0 and b.scans is distinct from (
      select sum(n.scans) from pg_temp.read_partitions() n where n.partition = r.partition)$$,
  $$select fact || '_' || to_char(pg_temp.today(), 'YYYYMMDD') from unnest('{event,exposure}'::text[]) fact$$,
  'an advance reads no partition but the newest');
select is((select sum_y from rollup.moments where metric_id = 2 and day = pg_temp.today()), 15::numeric, 'and counts what is there');

-- A fact that occurred long before, or long after, its day of arrival.
select pg_temp.happen('late', 'visit', -10, 7), pg_temp.happen('late', 'visit', -100, 9);
select pg_temp.let_days_pass(3);
select pg_temp.happen('late', 'buy', 24 * 365 * 100, 3);
select pg_temp.advance();
select cmp_ok((select lead_days from etl.batch order by batch_id desc limit 1), '>', 30000, 'a fact from the future is remembered');
select pg_temp.let_days_pass(3);
select pg_temp.expose('green', 'late', 'green', 0);
select pg_temp.advance();
select is(pg_temp.unit_value('spend', 'late'), 3::numeric, 'and found from an exposure that came later');
select is((select covariate from rollup.unit_metric m join rollup.unit u using (unit_no) where unit_id = 'late' and metric_id = 2),
          7::numeric, 'so are covariates that had arrived days before');
select is_empty('select * from rollup.rebuild()', 'a recomputation finds no difference');
select pg_temp.expose('green', 'late', 'control', -1);
select pg_temp.let_days_pass(1);
select pg_temp.expose('green', 'late', 'green', -2);
select pg_temp.advance();
select is((select (first_exposed_at, saw_several_variants)::text from rollup.exposed_unit e join rollup.unit u using (unit_no)
           where unit_id = 'late'), row(pg_temp.hour(-2), true)::text, 'an earlier exposure that comes later is the first');
select is_empty('select * from rollup.rebuild()', 'as a recomputation finds');
select pg_temp.expose('green', 'late', 'green', 5);
select results_eq('select exposure_count, unit_count from rollup.advance()', 'values (1::bigint, 0::bigint)',
                  'a repeated exposure changes nothing');

-- Imports come once in a while, and none of them is overlooked.
select pg_temp.let_days_pass(2);
select pg_temp.happen('u1', 'buy', 2, 1);
select pg_temp.advance();
select fact.arrival_day();
insert into fact.event (source, arrival, id, unit_type, unit_id, name, value, occurred_at, received_at)
select 1, nextval('fact.import_event_arrival'), gen_random_uuid(), 'user', 'u1', 'buy', 100, pg_temp.hour(3), now()
from generate_series(1, 2);
select results_eq('select event_count from rollup.advance()', 'values (2::bigint)', 'imported events are taken in');
select pg_temp.let_days_pass(1);
select fact.arrival_day();
insert into fact.event (source, arrival, id, unit_type, unit_id, name, value, occurred_at, received_at)
select 1, nextval('fact.import_event_arrival'), gen_random_uuid(), 'user', 'u1', 'buy', 100, pg_temp.hour(3), now();
select results_eq('select event_count from rollup.advance()', 'values (1::bigint)', 'so are those of the next day');
select is(pg_temp.unit_value('spend', 'u1'), 306::numeric, 'and count');

select ok(etl.to_do = 0, 'no partition has anything to be done') from (select count(command) as to_do from etl.table_health()) etl;
select is((select count(*) from etl.table_health() where table_name ~ '^fact\.event'), 1::bigint + 1,
          'the partitions of a table are told as one, beside its ids');
select is((select setval('fact.newest_day', last_value - 5) is not null and fact.arrival_day() = pg_temp.today() from fact.newest_day),
          true, 'whatever the clock says, facts arrive on the newest day');

select * from finish();
rollback;
