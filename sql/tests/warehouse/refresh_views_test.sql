-- Materialized views show what the rollups hold as of when they were refreshed, and say so.

begin isolation level repeatable read;
select plan(14);
\ir fixtures.sql

select is_empty('select * from report.experiment_day', 'of nothing there is nothing');
select pg_temp.make_experiment('views');
select pg_temp.make_phase('views', 2, '{500000,500000}');
select pg_temp.make_experiment('draft', state => 'draft');
select pg_temp.make_metric('views', 'spend', 'mean', 'buy', cap => 5);
select pg_temp.make_metric('views', 'buys a visit', 'ratio', 'buy', aggregate => 'count', denominator_event => 'visit',
  denominator_aggregate => 'count');
select pg_temp.make_metric('views', 'median', 'quantile', 'buy', quantile => 0.5);
select pg_temp.expose_many('views', 'control', 4), pg_temp.expose('views', 'a', 'green', 30, phase => 2);
select pg_temp.happen('control 1 1', 'buy', 1, 3), pg_temp.happen('control 1 2', 'buy', 1, 9), pg_temp.happen('a', 'visit', 31);
select pg_temp.advance();

update rollup.refreshed set refreshed_at = clock_timestamp();
select is(rollup.refresh_views(), false, 'views that are young enough are not refreshed');
update rollup.refreshed set refreshed_at = refreshed_at - interval '1 minute';
select is(rollup.refresh_views(), true, 'others are');
select results_eq(
  $$select variant, phase, day, units, total, sum_of_squares, denominator, mean
    from report.experiment_day where metric = 'spend' order by variant$$,
  $$values ('control', 1, '2020-01-01'::date, 4::bigint, 8::numeric, 34::numeric, null::numeric, 2::numeric),
           ('green', 2, '2020-01-02', 1, 0, 0, null, 0)$$,
  'units without any value count, values are capped');
select results_eq(
  $$select variant, total, denominator, mean from report.experiment_day where metric = 'buys a visit' order by variant$$,
  $$values ('control', 2::numeric, 0::numeric, null::numeric), ('green', 0, 1, 0)$$, 'a ratio has a denominator');
select results_eq($$select distinct mean from report.experiment_day where metric = 'median'$$, 'values (null::numeric)',
                  'a quantile has no mean');
select results_eq(
  'select experiment, state, units, first_day, last_day, last_hour from report.experiment_overview order by 1',
  $$values ('draft', 'draft', 0::bigint, null::date, null::date, null::timestamptz),
           ('views', 'running', 5, '2020-01-01', '2020-01-02', pg_temp.hour(30))$$,
  'every experiment has a row in the overview');
select results_eq(
  $$select distinct data_as_of, refreshed_at > data_as_of from report.experiment_day$$,
  $$select max(visible_at), true from etl.batch$$, 'they say as of when they are');
select is((select max(batch_id) from rollup.refreshed), (select max(batch_id) from etl.batch), 'and of which batch');

select pg_temp.expose('views', 'b', 'green', 31, phase => 2);
select pg_temp.advance();
select is((select units from report.experiment_overview where experiment = 'views'), 5::bigint, 'what comes later is not shown');
create table pg_temp.places as select d.ctid as place, d as content from rollup.experiment_day d;
update rollup.refreshed set refreshed_at = refreshed_at - interval '1 minute';
select rollup.refresh_views();
select is((select units from report.experiment_overview where experiment = 'views'), 6::bigint, 'before the next refresh');
select is((select count(*) from pg_temp.places p join rollup.experiment_day d on d.ctid = p.place and d = p.content),
          3::bigint, 'which writes only the rows that have changed');
select is_empty(
  $$select c.relname from pg_class c where c.relkind = 'm' and c.relnamespace = 'rollup'::regnamespace
    and c.relname not in (select view_name from rollup.refreshed)$$, 'each materialized view is refreshed');
select is(pg_temp.outcome('select count(*) from report.experiment_day'), 'done', 'which can be read');

select * from finish();
rollback;
