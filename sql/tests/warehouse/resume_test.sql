-- What the warehouse has and the primary does not is put aside, and the rollups are what is left; what it lacks is found.

begin;
select plan(25);
\ir fixtures.sql
select pg_temp.make_experiment('green');

insert into splitplot.metric
  (metric_id, key, version, kind, event, net, currency, metric_window, covariate_event, direction, description, created_at)
values (1, 'spend', 1, 'mean', 'spend', false, null, null, null, 'increase', '', pg_temp.hour(0));
insert into splitplot.experiment_metric values (1, 1, 'primary');

-- id(n): the n-th id.
create function pg_temp.id(n integer)
  returns uuid
  language sql immutable
as $$
  select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid
$$;

insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
select pg_temp.id(n), 1, 11, 11 + n % 2, 'u' || n, pg_temp.hour(n), pg_temp.hour(n) from generate_series(1, 6) n;
insert into splitplot.event (id, units, name, value, occurred_at, received_at)
select pg_temp.id(100 + n), jsonb_build_object('user', 'u' || n % 6 + 1, 'session', 's' || n), 'spend', n, pg_temp.hour(10 + n),
  pg_temp.hour(10 + n)
from generate_series(1, 12) n;
insert into splitplot.event (id, units, name, occurred_at, received_at)
values (pg_temp.id(300), '{"user": null}', 'spend', pg_temp.hour(30), pg_temp.hour(30));
select rollup.advance();

select is((select count(*) from etl.fact_prints('event', 1)), 25::bigint, 'each event has a print a unit, also one that was refused');
select is((select count(distinct print) from etl.fact_prints('event', 1)), 25::bigint, 'all of them differ');
select isnt((select array_agg(print order by id, unit_type) from etl.fact_prints('event', 1)),
            (select array_agg(print order by id, unit_type) from etl.fact_prints('event', 2)), 'by a seed of its own each time');

-- A primary that lacks exposure 6 and events 111 and 112, has event 110 otherwise and one more, dropped the first day and
-- forgot nobody; the warehouse has forgotten u2.
select etl.begin_feed_resume('stitched', 1, 2, '0/100') as resume \gset
select is(etl.begin_feed_resume('stitched', 1, 3, '0/200'), :resume::bigint, 'a resume that runs is begun anew, not a second one');
select etl.begin_comparison();
insert into pg_temp.primary_day
select f, (pg_temp.hour(0) at time zone 'UTC')::date + 1 from unnest('{exposure,event}'::text[]) f;
insert into pg_temp.primary_hour
select 'event', date_bin('1 hour', p.received_at, timestamptz '2000-01-01 00:00:00Z'), count(*),
  sum(p.print # hashtextextended(coalesce(p.unit_id, ''), 7))
from etl.fact_prints('event', 7) p
where p.received_at >= pg_temp.hour(24)
group by 2;
select is_empty(
  $$select * from etl.compare_hours(7) c where c.differs$$,
  'what the primary has alike is alike, and a day that it has dropped is not compared');
select is((select count(*) from etl.compare_hours(7)), 1::bigint, 'hours of its days are');

insert into pg_temp.primary_day select 'exposure', (pg_temp.hour(0) at time zone 'UTC')::date;
insert into pg_temp.primary_day select 'event', (pg_temp.hour(0) at time zone 'UTC')::date;
select is((select count(*) from etl.compare_hours(7) c where c.differs), 18::bigint, 'when it keeps the day, it lacks 18 hours');
truncate pg_temp.primary_hour;
insert into pg_temp.primary_print
select 'exposure', p.id, p.unit_type, case p.unit_id when 'u2' then 'named' else p.unit_id end, p.received_at, p.print
from etl.fact_prints('exposure', 7) p where p.id <> pg_temp.id(6);
insert into pg_temp.primary_print
select 'event', p.id, p.unit_type, p.unit_id, p.received_at, case p.id when pg_temp.id(110) then 0 else p.print end
from etl.fact_prints('event', 7) p where p.id not in (pg_temp.id(111), pg_temp.id(112));
insert into pg_temp.primary_print values ('event', pg_temp.id(200), 'user', 'u1', pg_temp.hour(11), 1);
insert into fact.forgotten_unit values ('user', 'u2');
insert into pg_temp.primary_hour values ('event', pg_temp.hour(11), 1, 1);
select etl.note_hours(:resume, 7);
select etl.note_differences(:resume, 7);
select results_eq(
  'select fact, id from pg_temp.phantom order by fact, id',
  $$values ('event', pg_temp.id(110)), ('event', pg_temp.id(111)), ('event', pg_temp.id(112)), ('exposure', pg_temp.id(6))$$,
  'what the primary lacks, or has otherwise, is a phantom');
select results_eq(
  'select fact, id from pg_temp.missing order by fact, id',
  $$values ('event', pg_temp.id(110)), ('event', pg_temp.id(200))$$,
  'what the warehouse lacks, or has otherwise, is missing');
select is((select renamed_count from etl.feed_resume), 1::bigint, 'a forgotten unit that has its name again there is no difference');
select is((select (missing_count, phantom_count)::text from etl.feed_resume), '(2,4)', 'both are counted');
select is((select sum(phantom_count) from etl.feed_resume_hour), 4::numeric, 'and by hour');

select etl.put_phantoms_aside(:resume);
select is((select count(*) from etl.phantom_fact), 7::bigint, 'phantoms are kept, events a unit');
select is((select count(*) from fact.exposure), 5::bigint, 'and are no exposures');
select is((select count(distinct id) from fact.event), 9::bigint, 'and no events');
select is_empty('select * from rollup.rebuild()', 'the rollups are what is left');
select is((select sum(unit_count) from rollup.traffic), 5::numeric, 'a unit whose only exposure is gone is no more');
select is((select sum(sum_y) from rollup.moments), 45::numeric - 5, 'and no sum has what is gone, nor of a unit that is gone');

insert into splitplot.exposure (id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
values (pg_temp.id(6), 1, 11, 11, 'u6', pg_temp.hour(6), pg_temp.hour(40));
select rollup.advance();
select is((select sum(unit_count) from rollup.traffic), 6::numeric, 'a phantom that is reported again counts');
select is_empty('select * from rollup.rebuild()', 'as any fact does');

update splitplot.metric set event = 'other';
select rollup.forget_lost_metrics();
select is_empty('select * from rollup.moments', 'what is measured by another definition is forgotten');
select rollup.advance();
select is((select event from rollup.measured), 'other', 'and measured anew');
select is_empty('select * from rollup.rebuild()', 'rightly');

truncate pg_temp.missing, pg_temp.phantom;
select etl.end_feed_resume(:resume, '0/300', 0);
select is((select (verdict, hours_differ)::text from etl.feed_resume), '(equal,0)', 'nothing that differs is equal');
select etl.begin_feed_resume('followed', 1, 4, '0/400') as again \gset
insert into pg_temp.missing values ('event', pg_temp.id(1), pg_temp.hour(1)), ('event', pg_temp.id(2), pg_temp.hour(1));
select etl.end_feed_resume(:again, null, 0);
select is((select (verdict, hours_differ)::text from etl.feed_resume where feed_resume_id = :again), '(different,1)',
          'and whatever does is not');

select * from finish();
rollback;
