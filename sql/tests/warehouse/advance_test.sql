-- advance() takes in what is new, when there is something new, also when configuration comes late.

begin;
select plan(21);
\ir fixtures.sql

select results_eq('select advanced, more from rollup.advance()', 'values (false, false)',
                  'without facts and metrics there is nothing to do');
select is((select count(*) from etl.batch), 1::bigint, 'and no batch is noted');

-- In the initial copy of a feed, facts can come before the configuration that they are about.
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
values (gen_random_uuid(), 1, 11, 11, 'early', pg_temp.hour(0), now());
select pg_temp.happen('early', 'buy', 1, 4);
select results_eq('select advanced, more, exposure_count, event_count, unit_count from rollup.advance()',
                  'values (true, false, 1::bigint, 1::bigint, 1::bigint)', 'new facts are taken in');
select results_eq('select advanced, more from rollup.advance()', 'values (false, false)', 'once');
select is((select count(*) from rollup.unit_metric), 0::bigint, 'without a metric there is nothing to measure');

select pg_temp.make_experiment('green');
select is((select advanced from rollup.advance()), false, 'an experiment without metrics is no reason for a batch');
select pg_temp.make_metric('green', 'spend', 'mean', 'buy');
select results_eq($$select state, note from report.experiment('green') where is_control$$,
                  $$values ('not_measured', 'the metric is not rolled up yet')$$,
                  'until it is rolled up, a metric is reported as not measured');
select is((select advanced from rollup.advance()), true, 'a new metric of an experiment is');
select is(pg_temp.unit_value('spend', 'early'), 4::numeric, 'it is measured for the facts that were there before');
select pg_temp.make_metric('green', 'buys', 'count', 'buy');
select pg_temp.happen('early', 'buy', 2, 8);
select pg_temp.advance();
select is(pg_temp.unit_value('spend', 'early'), 12::numeric, 'facts and a metric may come together:');
select is(pg_temp.unit_value('buys', 'early'), 2::numeric, 'both are measured');

select is_empty('select * from rollup.rebuild()', 'a recomputation finds no difference');

select results_eq(
  $$select l.metric, l.state
    from etl.batch b
    cross join lateral report.experiment('green', b.visible_at) l
    where l.is_control and b.visible_at > '-infinity'
    order by b.batch_id, l.metric$$,
  $$values ('buys', 'not_measured'), ('spend', 'not_measured'),
           ('buys', 'not_measured'), ('spend', 'baseline'),
           ('buys', 'baseline'), ('spend', 'baseline')$$,
  'as of an instant before a metric was rolled up it is not measured');

-- A feed that is built anew takes all configuration away and brings it again, in any order.
create temporary table kept_experiment as table splitplot.experiment;
create temporary table kept_unit_type as table splitplot.unit_type;
create temporary table kept_metric as table splitplot.metric;
create temporary table kept_experiment_metric as table splitplot.experiment_metric;
truncate splitplot.experiment, splitplot.unit_type, splitplot.metric, splitplot.experiment_metric;
select pg_temp.happen('early', 'buy', 3, 16);
select is((select advanced from rollup.advance()), true, 'facts are taken in while the configuration is away');
insert into splitplot.experiment table kept_experiment;
insert into splitplot.unit_type table kept_unit_type;
insert into splitplot.metric table kept_metric;
insert into splitplot.experiment_metric table kept_experiment_metric;
select is(pg_temp.unit_value('spend', 'early'), 28::numeric, 'and measured as they always were');
select is((select advanced from rollup.advance()), false, 'configuration that is back is no reason for a batch');
select is_empty('select * from rollup.rebuild()', 'a recomputation finds no difference');

-- One advance takes a million arrivals at most.
insert into fact.exposure
  (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
values
  (1, 1, gen_random_uuid(), 1, 11, 11, 'u1', pg_temp.hour(0), now()),
  (1, 1000000, gen_random_uuid(), 1, 11, 12, 'u2', pg_temp.hour(0), now()),
  (1, 1000001, gen_random_uuid(), 1, 11, 12, 'u3', pg_temp.hour(0), now());
select results_eq('select advanced, more, exposure_count from rollup.advance()', 'values (true, true, 2::bigint)',
                  'what is beyond a million arrivals is left for the next call');
select results_eq('select advanced, more, exposure_count from rollup.advance()', 'values (true, false, 1::bigint)',
                  'which takes it');
select results_eq(
  'select feed_exposure_to, import_exposure_to from etl.batch order by batch_id desc limit 1',
  'select last_value, 1000001::bigint from fact.feed_exposure_arrival', 'each source has its own watermark');
select ok((select bool_and(visible_at > before) from (
             select visible_at, lag(visible_at) over (order by batch_id) as before from etl.batch) b
           where before is not null),
          'batches become visible one after another');

select * from finish();
rollback;
