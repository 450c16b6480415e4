-- rebuild() finds whatever can be wrong with the rollups and puts it right, and nothing else is written.

begin;
select plan(18);
\ir fixtures.sql

select pg_temp.make_experiment('green');
select pg_temp.make_experiment('blue');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy');
select pg_temp.make_metric('blue', 'buys', 'count', 'buy');
select pg_temp.expose_many('green', variant, 40) from unnest('{control,green}'::text[]) variant;
select pg_temp.expose_many('blue', 'control', 40);
select pg_temp.happen(concat_ws(' ', variant, 1, n), 'buy', n, n / 7.0)
from unnest('{control,green}'::text[]) variant, generate_series(1, 30) n;
select pg_temp.advance();

create temporary view rollups as
select 'exposed_unit' as name, to_jsonb(e) - 'unit_no' || jsonb_build_object('unit_id', u.unit_id) as content
from rollup.exposed_unit e join rollup.unit u using (unit_no)
union all
select 'unit_metric', to_jsonb(m) - 'unit_no' || jsonb_build_object('unit_id', u.unit_id)
from rollup.unit_metric m join rollup.unit u using (unit_no)
union all
select 'traffic', to_jsonb(t) from rollup.traffic t where t.unit_count <> 0
union all
select 'moments', to_jsonb(m) from rollup.moments m where m.sum_yy <> 0
union all
select 'hour_traffic', to_jsonb(t) from rollup.hour_traffic t where t.unit_count <> 0
union all
select 'hour_sum', to_jsonb(s) from rollup.hour_sum s where s.event_count <> 0;
create temporary table expected as table rollups;

create function pg_temp.unit_no(unit text) returns bigint language sql as $$
  select u.unit_no from rollup.unit u where u.unit_id = unit_no.unit
$$;

select cmp_ok((select count(*) from expected), '>', 200::bigint, 'there is something to rebuild');
create temporary view places as
select ctid as place, tableoid::regclass as table_name from rollup.unit_metric
union all select ctid, tableoid::regclass from rollup.exposed_unit
union all select ctid, tableoid::regclass from rollup.traffic
union all select ctid, tableoid::regclass from rollup.moments
union all select ctid, tableoid::regclass from rollup.hour_traffic
union all select ctid, tableoid::regclass from rollup.hour_sum;
create temporary table places_before as table places;
select is_empty('select * from rollup.rebuild()', 'nothing differs');
select bag_eq('table places', 'table places_before', 'and nothing was written');

-- Everything that can be wrong with units.
update rollup.exposed_unit set first_exposed_at = first_exposed_at + interval '1 day'
where unit_no = pg_temp.unit_no('green 1 1');
update rollup.unit_metric set value = value + 0.000000000001 where unit_no = pg_temp.unit_no('green 1 2');
delete from rollup.unit_metric where unit_no = pg_temp.unit_no('green 1 3');
delete from rollup.exposed_unit where unit_no = pg_temp.unit_no('green 1 4');
delete from rollup.unit where unit_id = 'green 1 40';
insert into rollup.unit (unit_id) values ('a phantom'), ('an orphan');
insert into rollup.exposed_unit values (1, pg_temp.unit_no('a phantom'), 11, 11, pg_temp.hour(0), false);
insert into rollup.unit_metric (experiment_id, unit_no, metric_id, phase_id, variant_id, day, value, covariate)
values (1, pg_temp.unit_no('an orphan'), 1, 11, 11, '2020-01-01', 7, 0);

select bag_eq(
  'select table_name, stored is not null as was, recomputed is not null as "is" from rollup.rebuild()',
  $$values
    -- changed by a day; it had a value, which was right
    ('exposed_unit', true, true),
    ('unit_metric', true, true),
    -- lost
    ('unit_metric', false, true),
    -- lost above its value
    ('exposed_unit', false, true),
    -- lost its number: it gets another, and the row with the old one is nobody's
    ('exposed_unit', false, true),
    ('exposed_unit', true, false),
    ('exposed_unit', true, false),
    ('unit_metric', true, false)$$,
  'each row of a unit that was wrong is given, and the sums, which were right, are left alone');
select bag_eq('table rollups', 'table expected', 'and all is as it was');
select is_empty('select * from rollup.rebuild()', 'so that nothing differs any more');

-- And with sums, piece by piece.
update rollup.traffic set unit_count = unit_count + 5, multiple_count = 1 where experiment_id = 1 and variant_id = 11;
delete from rollup.traffic where experiment_id = 2;
update rollup.moments set sum_cubes = 0, sum_y = sum_y - 1 where experiment_id = 1 and variant_id = 12;
insert into rollup.moments
  (experiment_id, metric_id, phase_id, variant_id, day, sum_y, sum_yy, sum_x, sum_xx, sum_xy, sum_z, sum_zz, sum_yz,
   sum_xz, sum_cubes)
values (1, 1, 11, 11, '2019-12-31', 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
select bag_eq('select table_name, stored is null as new, recomputed is null as gone from rollup.rebuild_totals()',
              $$values ('traffic', false, false), ('traffic', true, false), ('moments', false, false),
                       ('moments', false, true)$$,
              'each sum that was wrong is given');
select bag_eq('table rollups', 'table expected', 'and all is as it was');

update rollup.hour_traffic set unit_count = 1 where experiment_id = 1 and variant_id = 11;
delete from rollup.hour_traffic where experiment_id = 2;
select bag_eq('select table_name, stored is null as new, recomputed is null as gone from rollup.rebuild_totals()',
              $$values ('hour_traffic', false, false), ('hour_traffic', true, false)$$, 'also of hours');
delete from rollup.hour_sum where hour = pg_temp.hour(3) and variant_id = 11;
update rollup.hour_sum set sum_outcome = sum_outcome + 0.001 where hour = pg_temp.hour(4) and variant_id = 12;
insert into rollup.hour_sum values (1, 1, 11, 11, pg_temp.hour(40), 1, 1, 0), (2, 2, 21, 21, pg_temp.hour(40), 1, 1, 0);
select bag_eq('select table_name, stored is null as new, recomputed is null as gone from rollup.rebuild_hours(1)',
              $$values ('hour_sum', true, false), ('hour_sum', false, false), ('hour_sum', false, true)$$,
              'the sums of an experiment by the hour');
select is((select count(*) from rollup.rebuild_hours(2)), 1::bigint, 'and of the other');
select bag_eq('table rollups', 'table expected', 'and all is as it was');

select results_eq('select * from rollup.rebuild_place(0, 0, 50)',
                  'select experiment_id, unit_no from rollup.exposed_unit order by 1, 2 offset 49 limit 1',
                  'a piece ends so many units further');
select results_eq('select * from rollup.rebuild_place(1, 0, 121)', 'values (null::integer, null::bigint)',
                  'the last one has no end');
update rollup.unit_metric set value = 1 where unit_no in (pg_temp.unit_no('green 1 20'), pg_temp.unit_no('control 1 20'));
select is((select count(*) from rollup.rebuild_units(1, pg_temp.unit_no('control 1 40'), 1, pg_temp.unit_no('green 1 40'))),
          1::bigint, 'a piece mends what is in it');
select isnt((select count(*) from rollup.rebuild_units(0, 0, 1, pg_temp.unit_no('control 1 40'))), 0::bigint,
            'and the one before it the rest');
select is_empty('select * from rollup.rebuild()', 'so that nothing differs any more');

-- All is lost.
delete from rollup.unit;
delete from rollup.exposed_unit;
delete from rollup.unit_metric;
delete from rollup.traffic;
delete from rollup.moments;
delete from rollup.hour_traffic;
delete from rollup.hour_sum;
select rollup.rebuild();
select bag_eq('table rollups', 'table expected', 'rollups come back from nothing');

select * from finish();
rollback;
