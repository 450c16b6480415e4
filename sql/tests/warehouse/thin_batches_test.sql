-- Batches of long ago are thinned to the last of each minute, and what somebody looked at stays as it was.

begin;
select plan(15);
\ir fixtures.sql

select pg_temp.make_experiment('thin', method => '{"kind": "always_valid", "alpha": 0.05, "planned_units": 1000}');
select pg_temp.make_metric('thin', 'spend', 'mean', 'buy');

-- 40 batches, a look at every fifth; then they are moved ten days back, one every 17 seconds.
create function pg_temp.go_on() returns void language plpgsql as $$
begin
  for n in 1 .. 40 loop
    perform pg_temp.expose('thin', variant || n || u, variant, n) from unnest('{control,green}'::text[]) variant, generate_series(1, 4) u;
    perform pg_temp.happen(variant || n || u, 'buy', n + 1, n * u % 7)
    from unnest('{control,green}'::text[]) variant, generate_series(1, 4) u;
    perform pg_temp.advance();
    if n % 5 = 0 then
      perform report.document('thin');
    end if;
  end loop;
end
$$;
select pg_temp.go_on();
alter table report.look disable trigger user;
create table pg_temp.moved as
select b.batch_id, timestamptz '2020-03-01 12:00:07Z' + row_number() over (order by b.batch_id) * interval '17 seconds' as visible_at
from etl.batch b where isfinite(b.visible_at);
update report.look l set looked_at = m.visible_at + interval '3 seconds' from pg_temp.moved m where m.batch_id = l.batch_id;
update etl.batch b set visible_at = m.visible_at from pg_temp.moved m where m.batch_id = b.batch_id;
alter table report.look enable trigger user;

create view pg_temp.told as
select l.number, report.document('thin', l.looked_at) as document
from report.look l where l.number is not null;
create table pg_temp.before as table pg_temp.told;
select is((select count(*) from pg_temp.before), 8::bigint, 'there are looks to remember');
create table pg_temp.minute as
select date_bin('1 minute', b.visible_at, 'epoch') as minute, max(b.batch_id) as last from etl.batch b group by 1;
create table pg_temp.as_asked as
select at, (report.batch_at(at)).batch_id
from generate_series(timestamptz '2020-03-01 11:59Z', '2020-03-01 12:14Z', '10 seconds') at;

select is(etl.thin_batches(), 0::bigint, 'first they are hidden');
select is((select count(*) from etl.batch), 41::bigint, 'and nothing is deleted');
create table pg_temp.as_hidden as select a.at, (report.batch_at(a.at)).batch_id from pg_temp.as_asked a;
select isnt_empty('select * from pg_temp.as_hidden except select * from pg_temp.as_asked', 'though some are not found any more');
select is_empty(
  $$select h.batch_id from pg_temp.as_hidden h
    where h.batch_id not in (select last from pg_temp.minute union select batch_id from report.look)$$,
  'but the last of each minute, and those that were looked at');
select is_empty(
  $$select from pg_temp.as_hidden h join pg_temp.as_asked a using (at) where h.batch_id > a.batch_id$$,
  'never one that was not known then');
select is(etl.thin_batches(), 0::bigint, 'for an hour, as reports that have begun may need them');
update etl.upkeep set hidden_at = hidden_at - interval '1 hour';
select is(etl.thin_batches(7), 4::bigint, 'then some are deleted');
select is((select count(*) from etl.batch), 37::bigint, 'no more');
select cmp_ok(sum(etl.thin_batches(7)), '>', 15::numeric, 'and the others') from generate_series(1, 10);
select set_eq('select batch_id from etl.batch', 'select last from pg_temp.minute union select batch_id from report.look',
              'but for those that stay');
select results_eq('select at, (report.batch_at(at)).batch_id from pg_temp.as_asked order by at',
                  'select at, batch_id from pg_temp.as_hidden order by at', 'reports find what they found when these were hidden');
select results_eq('select * from pg_temp.told order by number', 'select * from pg_temp.before order by number',
                  'and what was looked at is the same, to the last bit');
select pg_temp.expose('thin', 'late', 'green', 50);
select pg_temp.advance();
select is_empty('select * from rollup.rebuild()', 'the rollups go on');
update etl.upkeep set keep_batches = '1 hour';
select etl.thin_batches();
select is((report.batch_at(now() + interval '1 hour')).batch_id, (select max(batch_id) from etl.batch), 'and the newest is known');

select * from finish();
rollback;
