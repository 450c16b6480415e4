-- What has lost its place, its domain or its shared control, is neither started nor launched.

begin;
select plan(10);
\ir ../fixtures.sql

select pg_temp.make_layer('page');
select splitplot.create_domain('inner', 'page', 500000);
insert into splitplot.layer (domain_id, unit_type_id, key)
select domain_id, unit_type_id, 'inner-page' from splitplot.domain where key = 'inner';
select splitplot.create_shared_control('common', 'page', 100000);
select pg_temp.make_draft(d.key, d.layer, 100000)
from (values ('nested'), ('late'), ('winner')) as n(key) cross join lateral (values (n.key, 'inner-page')) as d(key, layer);
insert into splitplot.experiment (key, unit_type_id, layer_id, method, shared_control_id)
select n.key, c.unit_type_id, c.layer_id, '{"kind": "fixed"}', c.shared_control_id
from unnest('{sharing,late-sharing}'::text[]) n(key),
  (select l.unit_type_id, s.* from splitplot.shared_control s join splitplot.layer l using (layer_id)) c;
insert into splitplot.variant (experiment_id, key, position, is_control)
select e.experiment_id, 'v' || n, n, n = 1 from splitplot.experiment e, generate_series(1, 2) n where e.key like '%sharing';
insert into splitplot.phase (experiment_id, number, traffic_ppm)
select e.experiment_id, 1, 100000 from splitplot.experiment e where e.key like '%sharing';
insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
select p.phase_id, v.variant_id, v.experiment_id, 500000
from splitplot.variant v
join splitplot.experiment e using (experiment_id)
join splitplot.phase p using (experiment_id)
where e.key like '%sharing';
select pg_temp.next_transaction();

select is(pg_temp.outcome(format('select splitplot.start_experiment(%L)', d.key), 'splitplot_api'), 'done',
          d.key || ' has its place')
from unnest('{nested,winner,sharing}'::text[]) d(key);
select pg_temp.next_transaction();
select is(pg_temp.outcome('select splitplot.release_buckets(''domain'', ''inner'')'), 'SP409 in_use key',
          'a domain does not end below an experiment');
select is(pg_temp.outcome('select splitplot.release_buckets(''shared_control'', ''common'')'), 'SP409 in_use key',
          'nor does a shared control');
select splitplot.stop_experiment(d.key) from unnest('{nested,winner,sharing}'::text[]) d(key);
select pg_temp.next_transaction();
select splitplot.release_buckets('domain', 'inner'), splitplot.release_buckets('shared_control', 'common');
select pg_temp.next_transaction();

select is(pg_temp.outcome('select splitplot.start_experiment(''late'')', 'splitplot_api'), 'SP409 domain_ended layer',
          'an experiment is not started where no unit comes');
select is(pg_temp.outcome('select splitplot.start_experiment(''late-sharing'')', 'splitplot_api'),
          'SP409 shared_control_ended shared_control', 'nor without the control that it was to share');
select is(pg_temp.outcome('select splitplot.conclude_experiment(''winner'', ''ship'', ''v2'', 1000, reason => ''r'')',
                          'splitplot_api'), 'SP409 domain_ended layer', 'nor is a launch');
select is(pg_temp.outcome('select splitplot.conclude_experiment(''winner'', ''ship'', ''v2'', reason => ''r'')',
                          'splitplot_api'), 'done', 'it can still be concluded');
select is(pg_temp.outcome('select splitplot.conclude_experiment(''sharing'', ''ship'', ''v2'', 1000, reason => ''r'')',
                          'splitplot_api'), 'done', 'a launch needs no shared control');

select * from finish();
rollback;
