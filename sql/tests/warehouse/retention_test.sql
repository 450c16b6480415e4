-- Days whose facts nobody needs are dropped; reports of experiments that lose facts stay as they are.

begin;
select plan(38);
\ir fixtures.sql
select pg_temp.make_experiment('over', state => 'concluded');
select pg_temp.make_metric('over', 'bought', 'proportion', 'buy', metric_window => '3 days');
select pg_temp.make_metric('over', 'spend', 'mean', 'buy', metric_window => '3 days', covariate_event => 'visit');
select pg_temp.make_experiment('runs');
select pg_temp.make_metric('runs', 'worth', 'mean', 'buy', covariate_event => 'visit', covariate_window => '2 days');
select pg_temp.make_experiment('begins', state => 'draft');

-- day(n): the n-th day, in 2020. arrive(): whatever has come in arrived when it occurred, and is rolled up.
create function pg_temp.day(n integer) returns date language sql immutable as $$ select date '2019-12-31' + n $$;
create function pg_temp.arrive() returns void language sql as $$
  select pg_temp.advance();
  update fact.exposure set arrived_on = (occurred_at at time zone 'UTC')::date where arrived_on > '2020-12-31';
  update fact.event set arrived_on = (occurred_at at time zone 'UTC')::date where arrived_on > '2020-12-31';
  update fact.exposure_id i set arrived_on = x.arrived_on from fact.exposure x where x.id = i.id;
  update fact.event_id i set arrived_on = e.arrived_on from fact.event e where (e.id, e.unit_type) = (i.id, i.unit_type);
$$;
create function pg_temp.days() returns setof date language sql as $$
  select distinct day from fact.partition where day < '2021-01-01'
$$;
select fact.make_day(pg_temp.day(n)) from generate_series(1, 14) n;

select pg_temp.happen('o1', 'visit', -0, 2);
select pg_temp.expose('over', 'o1', 'control', 1), pg_temp.expose('over', 'o2', 'green', 1), pg_temp.expose('over', 'o3', 'green', 2);
select pg_temp.happen('o1', 'buy', 2, 10), pg_temp.happen('o2', 'buy', 30, 20), pg_temp.happen('r1', 'buy', 24 * 5, 1);
select pg_temp.arrive();
select max(visible_at) as early from etl.batch \gset
select pg_temp.expose('runs', 'r1', 'control', 24 * 9 + 1), pg_temp.expose('runs', 'r2', 'green', 24 * 10);
select pg_temp.happen('r1', 'visit', 24 * 8, 3), pg_temp.happen('r1', 'buy', 24 * 11, 4), pg_temp.happen('r2', 'buy', 24 * 11, 5);
select pg_temp.arrive();
select max(visible_at) as late from etl.batch \gset
create temporary table told as
select key, report.document(key) - 'as_of' as document from unnest('{over,runs}'::text[]) key;
create temporary table rolled_up as
select 'moments' as name, to_jsonb(m) as row from rollup.moments m union all select 'traffic', to_jsonb(t) from rollup.traffic t;

select is((select facts_kept from fact.setting), null, 'facts are kept for ever, at first');
select is_empty('select * from fact.days_to_drop((select facts_kept from fact.setting))', 'so no day is to be dropped');
select fact.maintain_days();
select is((select count(*) from pg_temp.days()), 14::bigint, 'and none is');
select throws_ok($$select fact.change_facts_kept('1 hour')$$, '23514', null, 'a day is the least');
select lives_ok($$select fact.change_facts_kept('100 days')$$, 'it is set');
select results_eq('select since, is_sealed from rollup.needed_fact where key = ''runs''', $$select pg_temp.day(8), false$$,
  'an experiment needs facts from the first exposure on, and of its covariate''s window before');
select results_eq('select day, held_by, seals from fact.days_to_drop(''100 days'')',
  $$select pg_temp.day(n), case when n >= 8 then '{runs}' else '{}'::text[] end, '{over}'::text[] from generate_series(1, 14) n$$,
  'what would go is told, and who holds what back');
select is((select max(day) < (now() - interval '100 days')::date from fact.days_to_drop('100 days')), true, 'younger days are not');
select is(fact.drop_day(pg_temp.day(9)), 'held', 'a day that somebody needs is not dropped');
select is((select count(*) from rollup.sealed), 0::bigint, 'and seals nothing');
update splitplot.experiment set state = 'concluded', stopped_at = now() - interval '2 days' where key = 'runs';
update rollup.measured set metric_window = '3 days' where experiment_id = 2;
select is(fact.drop_day(pg_temp.day(9)), 'held', 'nor when the windows of its last units are open');
update splitplot.experiment set state = 'running', stopped_at = null where key = 'runs';
update rollup.measured set metric_window = null where experiment_id = 2;
create temporary table kept_experiment as table splitplot.experiment;
delete from splitplot.experiment where key = 'over';
select is(fact.drop_day(pg_temp.day(1)), 'held', 'nor while the configuration is away');
insert into splitplot.experiment select * from kept_experiment where key = 'over';

select pg_temp.happen('o2', 'buy', 3, 1);
update fact.event set arrived_on = pg_temp.day(1) where arrived_on > '2020-12-31';
select is(fact.drop_day(pg_temp.day(1)), 'not rolled up', 'a day whose facts are not rolled up is not dropped');
delete from fact.event where arrival > (select max(feed_event_to) from etl.batch);
select pg_temp.advance();

create temporary table done (action text, object text);
do $$
begin
  loop
    insert into done select * from fact.maintain_days();
    exit when not found;
  end loop;
end
$$;
select bag_eq('select action, object::date from done where action <> ''made'' and action <> ''forgot''',
  $$select 'dropped', pg_temp.day(n) from generate_series(1, 7) n$$, 'all days that nobody needs are dropped, one a call');
select set_eq('select * from pg_temp.days()', 'select pg_temp.day(n) from generate_series(8, 14) n', 'the others are there');
select set_eq('select arrived_on from fact.event where arrived_on < ''2021-01-01''',
  'select pg_temp.day(n) from unnest(''{9,12}''::integer[]) n',
  'with their facts');
select set_eq('select arrived_on from fact.exposure_id union select arrived_on from fact.event_id where arrived_on < ''2021-01-01''',
  'select pg_temp.day(n) from unnest(''{6,9,10,11,12}''::integer[]) n',
  'ids of days that were dropped are forgotten, but for the last two days');
select is((select taken_from from fact.setting), '2020-01-08Z', 'facts from before are taken no more');
select results_eq('select e.key, s.lost_until from rollup.sealed s join splitplot.experiment e using (experiment_id)',
  $$select 'over', pg_temp.day(7)$$, 'the experiment that is over is sealed');

select bag_eq($$select key, report.document(key) - 'as_of' from unnest('{over,runs}'::text[]) key$$, 'table told', 'reports are as before');
select lives_ok(format('select report.document(''runs'', %L)', :'early'), 'one that has its facts can be asked of the past');
select is(pg_temp.outcome(format('select report.document(''over'', %L)', :'early')), 'SP422 facts_dropped', 'one that has not cannot');
select clock_timestamp() as since \gset
select is(pg_temp.outcome('select * from report.segment(''over'', ''bought'', ''country'')'), 'SP422 facts_dropped',
  'segments would be computed from facts');
select is(pg_temp.outcome('select * from report.assignment_differences(''over'')'), 'SP422 facts_dropped', 'and differences');
select lives_ok('select * from report.time_series(''over'', ''spend'')', 'days of first exposure are rolled up');
select is_empty('select * from rollup.rebuild()', 'a rebuild leaves it out');

select pg_temp.expose('over', 'o1', 'green', 0), pg_temp.expose('over', 'o9', 'green', 3), pg_temp.happen('o1', 'buy', 3, 99),
  pg_temp.happen('o3', 'buy', 3, 99);
select pg_temp.happen('r1', 'buy', 24 * 11, 6);
select pg_temp.advance();
select is((select m.sum_y from rollup.moments m where m.experiment_id = 2 and m.variant_id = 21), 10::numeric,
  'late facts count where all are known');
select set_eq($$select name, row from (
    select 'moments' as name, to_jsonb(m) as row from rollup.moments m union all select 'traffic', to_jsonb(t) from rollup.traffic t) r
    where (row ->> 'experiment_id')::integer = 1$$,
  $$select name, row from rolled_up where (row ->> 'experiment_id')::integer = 1$$, 'and change nothing of a sealed experiment');
select is(report.document('over', :'since') - 'as_of', (select document from told where key = 'over'), 'as of instants since then, too');
select pg_temp.make_metric('over', 'more', 'count', 'buy');
select pg_temp.happen('r1', 'buy', 24 * 300, 0);
select pg_temp.advance();
select is((select count(*) from rollup.measured where experiment_id = 1), 2::bigint, 'which gets no metric any more');
select is_empty('select * from rollup.rebuild()', 'as a rebuild finds');

select is((select count(*) from fact.event where name = 'again'), 0::bigint, 'a fact that was received before');
insert into splitplot.event (id, units, name, occurred_at, received_at)
values (gen_random_uuid(), '{"user": "r1"}', 'again', pg_temp.hour(1), pg_temp.hour(24 * 7 - 1)),
  (gen_random_uuid(), '{"user": "r1"}', 'again', pg_temp.hour(1), pg_temp.hour(24 * 7));
insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
values (gen_random_uuid(), 2, 21, 21, 'again', pg_temp.hour(1), pg_temp.hour(24 * 7 - 1));
select is((select count(*) from fact.event where name = 'again'), 1::bigint, 'the last day that was dropped is not taken again');
select is((select count(*) from fact.exposure where unit_id = 'again'), 0::bigint, 'nor is an exposure');

-- Forgetting goes on: what is left of the person is renamed, and the report stays.
select fact.forget(jsonb_build_object('unit_type', 'user', 'forgotten_at', now(), 'names', jsonb_build_array(
  jsonb_build_object('kind', 'user', 'name', 'o1', 'pseudonym', 'forgotten-1')))) is not null as done;
select is((select count(*) from rollup.unit where unit_id = 'o1'), 0::bigint, 'a unit of a sealed experiment can be forgotten');
select is((select count(*) from rollup.exposed_unit e join rollup.unit u using (unit_no) where unit_id = 'forgotten-1'), 1::bigint,
  'its rows go by another name');
select bag_eq($$select key, report.document(key) - '{as_of,data_as_of,metrics,warnings,look}'::text[] from unnest('{over}'::text[]) key$$,
  $$select key, document - '{as_of,data_as_of,metrics,warnings,look}'::text[] from told where key = 'over'$$, 'and the report is the same');
select is(fact.export_unit('user', '{o2}', '{}') -> 'values' is not null, true, 'what is stored of a unit can be told');

select * from finish();
rollback;
