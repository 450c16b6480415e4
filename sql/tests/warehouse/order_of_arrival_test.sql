-- The order in which facts arrive, their duplicates and the batches they are rolled up in change nothing.
--
-- The histories of 45 units in two experiments that overlap come in once in the order of time, and then again and again in
-- seeded random orders, cut into random batches, with duplicates: so events arrive before exposures and days late, returns
-- before orders, and earlier exposures after later ones. It is counted that they do. 23 orders are a thousand histories.

begin;
select plan(39);
\ir fixtures.sql

select pg_temp.make_experiment('one', '{control,green,red}', '{400000,300000,300000}');
select pg_temp.make_phase('one', 2, '{200000,400000,400000}');
select pg_temp.make_experiment('two');
select pg_temp.make_metric('one', 'bought', 'proportion', 'buy', metric_window => '2 days', covariate_event => 'visit');
select pg_temp.make_metric('one', 'spend', 'mean', 'buy', covariate_event => 'visit');
select pg_temp.make_metric('one', 'net', 'revenue', 'order', net => true, metric_window => '3 days');
select pg_temp.make_metric('two', 'buys', 'count', 'buy', covariate_event => 'buy');
select pg_temp.make_metric('one', 'buys a visit', 'ratio', 'buy', metric_window => '3 days', aggregate => 'count',
  denominator_event => 'visit', denominator_aggregate => 'sum', covariate_event => 'visit', covariate_window => '1 day');
select pg_temp.make_metric('one', 'median buy', 'quantile', 'buy', quantile => 0.5);
select pg_temp.make_metric('one', 'view buy order', 'funnel', steps => '{view,buy,order}');
select pg_temp.make_metric('one', 'back', 'retention', 'visit', window_start => '1 day', metric_window => '3 days');
select pg_temp.make_metric('one', 'capped', 'mean', 'buy', cap => 10, covariate_event => 'visit');
select pg_temp.make_metric('one', 'fair net', 'revenue', 'order', net => true, metric_window => '2 days',
  net_within => '1 day', covariate_event => 'order');
select pg_temp.make_metric('two', 'gross', 'revenue', 'order');
insert into splitplot.experiment_metric (experiment_id, metric_id, role)
select 2, metric_id, 'guardrail' from splitplot.metric where key = 'net';

select setseed(0.20260101);

create temporary table report (
  number     integer generated always as identity,
  experiment text, unit text, variant text, phase integer, at_hour numeric, id uuid,
  name text, value numeric, order_key text, amount bigint, currency text);

-- A unit keeps its variant, except that one in seven reports shows another one.
insert into report (experiment, unit, variant, phase, at_hour, id)
select
  e.experiment, 'unit-' || u.unit,
  e.variants[1 + (u.unit + (random() < 0.15)::integer) % cardinality(e.variants)],
  case when e.experiment = 'one' and x.at_hour >= 60 then 2 else 1 end,
  x.at_hour, md5(e.experiment || ' ' || u.unit || ' ' || x.repetition)::uuid
from (values ('one', '{control,green,red}'::text[]), ('two', '{control,green}')) e(experiment, variants)
cross join generate_series(1, 40) u(unit)
cross join lateral (
  select repetition, round((random() * 120)::numeric, 1) as at_hour
  from generate_series(1, 1 + u.unit % 4) repetition
) x
where random() < 0.8;

insert into report (unit, at_hour, id, name, value, order_key, amount, currency)
select
  'unit-' || u.unit, round((random() * 150)::numeric, 1), md5('event ' || u.unit || ' ' || r.repetition)::uuid,
  e.name, case when e.name in ('buy', 'visit') and random() < 0.9 then round((random() * 20 - 5)::numeric, 3) end,
  case when e.name in ('order', 'return', 'cancellation') then 'o' || (random() * 2)::integer end,
  case
    when e.name in ('order', 'return') or e.name = 'cancellation' and r.repetition % 2 = 0
    then (random() * 1000)::bigint
  end,
  case when r.repetition % 7 = 0 then 'USD' else 'EUR' end
from generate_series(1, 45) u(unit)
cross join generate_series(1, 12) r(repetition)
cross join lateral (
  select (array['buy', 'visit', 'view', 'order', 'order', 'return', 'cancellation'])[1 + floor(random() * 7)::integer]
  where u.unit > 0 and r.repetition > 0
) e(name);

-- arrive(number): the fact comes in from the primary.
create function pg_temp.arrive(number integer)
  returns void
  language sql
as $$
  select case
    when r.experiment is not null then pg_temp.expose(r.experiment, r.unit, r.variant, r.at_hour, r.phase, r.id)
    else pg_temp.happen(r.unit, r.name, r.at_hour, r.value, r.order_key, r.amount,
      case when r.amount is not null then r.currency end, r.id)
  end
  from report r
  where r.number = arrive.number
$$;

-- rollups(): all that is rolled up, whatever numbers the units have.
create view pg_temp.rollups as
select 'exposed_unit' as table_name, to_jsonb(e) - 'unit_no' || jsonb_build_object('unit', u.unit_id) as content
from rollup.exposed_unit e join rollup.unit u using (unit_no)
union all
select 'unit_metric', to_jsonb(e) - 'unit_no' || jsonb_build_object('unit', u.unit_id)
from rollup.unit_metric e join rollup.unit u using (unit_no)
union all
select 'traffic', to_jsonb(t) from rollup.traffic t where t.unit_count <> 0
union all
select 'moments', to_jsonb(m) from rollup.moments m where (m.sum_yy, m.sum_xx, m.sum_zz) <> (0, 0, 0)
union all
select 'hour_traffic', to_jsonb(t) from rollup.hour_traffic t where t.unit_count <> 0
union all
select 'hour_sum', to_jsonb(s) from rollup.hour_sum s where (s.event_count, s.sum_outcome, s.sum_denominator) <> (0, 0, 0);

-- forget(): as if nothing had ever come in.
create function pg_temp.forget()
  returns void
  language sql
as $$
  delete from fact.exposure;
  delete from fact.event;
  delete from fact.exposure_id;
  delete from fact.event_id;
  delete from rollup.unit;
  delete from rollup.exposed_unit;
  delete from rollup.unit_metric;
  delete from rollup.traffic;
  delete from rollup.moments;
  delete from rollup.hour_traffic;
  delete from rollup.hour_sum;
  delete from rollup.measured;
  delete from etl.batch where visible_at > '-infinity';
$$;

select pg_temp.arrive(number) from (select number from report order by at_hour, number) r;
select pg_temp.advance();
create temporary table expected as select * from pg_temp.rollups;

select cmp_ok((select count(*) from report), '>', 500::bigint, 'there are several hundred facts');
select cmp_ok((select count(*) from rollup.exposed_unit where saw_several_variants), '>', 3::bigint,
              'some units saw several variants');
select cmp_ok((select min(n) from (select count(*) as n from rollup.unit_metric group by metric_id) m), '>', 10::bigint,
              'there are values of each metric');
select is((select count(distinct metric_id) from rollup.unit_metric), 11::bigint, 'of all of them');
select is((select count(distinct (phase_id, variant_id)) from rollup.traffic), 8::bigint, 'each phase and variant has units');
select is((select count(distinct metric_id) from rollup.hour_sum), 11::bigint, 'each of them counts by the hour');
select cmp_ok((select count(distinct hour) from rollup.hour_sum), '>', 100::bigint, 'in many hours');
select cmp_ok((select count(distinct day) from rollup.traffic), '>', 3::bigint, 'on several days');
select is_empty('select * from rollup.rebuild()', 'a recomputation finds no difference');

-- in_random_order(): all facts come in, shuffled, one in five twice, in batches of 1 to 80.
create function pg_temp.in_random_order()
  returns void
  language plpgsql
as $$
declare
  arriving integer;
  remaining integer := 0;
begin
  perform pg_temp.forget();
  for arriving in
    select number from (select number, 1 from report union all select number, 2 from report where random() < 0.2) r
    order by random()
  loop
    if remaining = 0 then
      perform pg_temp.advance();
      remaining := 1 + floor(random() * 80);
    end if;
    perform pg_temp.arrive(arriving);
    remaining := remaining - 1;
  end loop;
  perform pg_temp.advance();
end
$$;

create function pg_temp.shuffled(number integer)
  returns setof text
  language plpgsql
as $$
begin
  perform pg_temp.in_random_order();
  return next bag_eq('select * from pg_temp.rollups', 'select * from expected',
    format('random order %s comes to the same', number));
end
$$;

select pg_temp.shuffled(number) from generate_series(1, 23) number;
select is_empty('select * from rollup.rebuild()', 'a recomputation of the last finds no difference');
select cmp_ok((select count(*) from etl.batch), '>', 10::bigint, 'it was rolled up in many batches');

-- What had come in when, in the last order: of the facts that were stored, by the batch.
create temporary table exposed as
select x.experiment_id, x.unit_id, x.occurred_at, b.batch_id
from fact.exposure x
join lateral (select min(b.batch_id) from etl.batch b where b.feed_exposure_to >= x.arrival) b(batch_id) on true;
create temporary table happened as
select e.unit_id, e.name, e.order_key, e.occurred_at, b.batch_id
from fact.event e
join lateral (select min(b.batch_id) from etl.batch b where b.feed_event_to >= e.arrival) b(batch_id) on true;
analyze exposed;
analyze happened;

select cmp_ok((select count(*) from exposed a join exposed b using (experiment_id, unit_id)
               where a.occurred_at < b.occurred_at and a.batch_id > b.batch_id),
              '>', 10::bigint, 'exposures came in that are earlier than one that was known');
select cmp_ok((select count(*) from exposed x join happened h using (unit_id)
               where h.occurred_at > x.occurred_at and h.batch_id < x.batch_id),
              '>', 100::bigint, 'exposures came in after their events');
select cmp_ok((select count(*) from happened r join happened o using (unit_id, order_key)
               where r.name = 'return' and o.name = 'order' and r.batch_id < o.batch_id),
              '>', 10::bigint, 'returns came in before their orders');
select cmp_ok((select count(*) from happened a join happened b using (unit_id)
               where a.occurred_at < b.occurred_at - interval '2 days' and a.batch_id > b.batch_id),
              '>', 100::bigint, 'events came in days late');

-- The comparison notices: a rollup that is changed by hand differs, and is put right.
update rollup.moments set sum_y = sum_y + 0.001 where ctid = (select max(ctid) from rollup.moments where sum_yy <> 0);
update rollup.traffic set unit_count = unit_count - 1 where ctid = (select max(ctid) from rollup.traffic where unit_count > 1);
delete from rollup.unit_metric where ctid = (select max(ctid) from rollup.unit_metric);
delete from rollup.hour_sum where ctid = (select max(ctid) from rollup.hour_sum where event_count > 0);
update rollup.hour_traffic set unit_count = 7 where ctid = (select max(ctid) from rollup.hour_traffic where unit_count = 1);
select bag_eq('select table_name from rollup.rebuild()',
              $$values ('moments'), ('traffic'), ('unit_metric'), ('hour_sum'), ('hour_traffic')$$,
              'rebuild() gives each row that was wrong');

select * from finish();
rollback;
