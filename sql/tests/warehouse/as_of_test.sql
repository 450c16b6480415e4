-- A report as of an instant says what was known then, to the last digit, whatever has become known since.

begin;
select plan(23);
\ir fixtures.sql
select pg_temp.make_experiment('ramp', '{control,green,red}', '{800000,100000,100000}',
  '{"kind": "always_valid", "alpha": 0.05}');
select pg_temp.make_phase('ramp', 2, '{400000,300000,300000}');
select pg_temp.make_metric('ramp', 'spend', 'mean', 'buy', covariate_event => 'visit');
select pg_temp.make_metric('ramp', 'net', 'revenue', 'order', role => 'secondary', net => true,
  metric_window => '3 days');
select pg_temp.make_metric('ramp', 'bought', 'proportion', 'buy', role => 'guardrail');

create temporary table known (name text, instant timestamptz, document jsonb, lines jsonb, traffic jsonb);

-- note(name): what is reported now, and from which instant it was known.
create function pg_temp.note(name text)
  returns void
  language sql
as $$
  insert into known
  select
    note.name,
    pg_temp.advance(),
    report.document('ramp') - 'as_of',
    (select jsonb_agg(to_jsonb(l) - 'as_of') from report.experiment('ramp') l),
    (select jsonb_agg(to_jsonb(t) - 'as_of') from report.traffic('ramp') t)
$$;

-- same_as_noted(name, as_of): is the report of that instant what was noted?
create function pg_temp.same_as_noted(name text, as_of timestamptz)
  returns setof text
  language plpgsql
as $$
begin
  return next is(report.document('ramp', as_of) - 'as_of', (select k.document from known k where k.name = $1),
    format('the document of "%s"', name));
  return next is((select jsonb_agg(to_jsonb(l) - 'as_of') from report.experiment('ramp', as_of) l),
    (select k.lines from known k where k.name = $1), format('the lines of "%s"', name));
  return next is((select jsonb_agg(to_jsonb(t) - 'as_of') from report.traffic('ramp', as_of) t),
    (select k.traffic from known k where k.name = $1), format('the traffic of "%s"', name));
end
$$;

-- arrive(seed, units): so many exposures and three times as many events.
create function pg_temp.arrive(seed float8, units integer default 300)
  returns void
  language plpgsql
as $$
begin
  perform setseed(seed);
  perform pg_temp.expose('ramp', 'unit-' || n, (array['control', 'green', 'red'])[1 + n % 3],
      round((random() * 90)::numeric, 2), 1 + n % 2)
  from (select (random() * 200)::integer as n from generate_series(1, units)) u;
  perform pg_temp.happen('unit-' || (random() * 200)::integer, e.name, round((random() * 120)::numeric, 2),
      value => round((random() * 30)::numeric, 2), order_key => 'o' || (random() * 3)::integer,
      amount_minor => (random() * 5000)::integer)
  from generate_series(1, units), unnest('{buy,visit,order}'::text[]) e(name);
end
$$;

select pg_temp.note('nothing');
select pg_temp.arrive(0.1);
select pg_temp.note('first');
select pg_temp.arrive(0.2);
select pg_temp.note('second');
select pg_temp.arrive(0.3);
select is(report.document('ramp') - 'as_of', (select document from known where name = 'second'),
          'facts that are not rolled up yet are not reported');
select pg_temp.note('third');
select isnt((select document from known where name = 'first'), (select document from known where name = 'second'),
            'new facts change the report');
select isnt((select document from known where name = 'second'), (select document from known where name = 'third'),
            'again and again');

-- Of the newest batch the rollups are read, of earlier ones the facts.
select pg_temp.same_as_noted(name, instant) from known where name <> 'nothing' order by instant;
select is(
  report.document('ramp', (select instant - interval '1 microsecond' from known where name = 'second')) - 'as_of',
  (select document from known where name = 'first'), 'just before a batch was visible, the one before it was known');

select is(report.document('ramp', '2020-01-02') ->> 'verdict', 'no data: no unit has been exposed',
          'before the first batch nothing was known');
select is(report.document('ramp', '2020-01-02') -> 'data_as_of', 'null', 'as of no instant');
select is((select sum(n) from report.experiment('ramp', '2020-01-02')), 0::numeric, 'of no unit');
select is(report.document('ramp', '2019-12-31') ->> 'state', 'draft', 'before its start the experiment was a draft');

select is(report.document('ramp', 'infinity') - 'as_of', (select document from known where name = 'third'),
          'nobody knows the future: a report as of then is one of now');
select cmp_ok((report.document('ramp', 'infinity') ->> 'as_of')::timestamptz, '<=', clock_timestamp(),
              'and says so');
select is((report.document('ramp', '2021-01-02 03:04:05.678+09') ->> 'as_of'), '2021-01-01T18:04:05.678+00:00',
          'instants are given in UTC')
from (select set_config('timezone', 'Asia/Tokyo', true)) s;

-- What was reported live after each of many small batches is what a report as of any later instant says, up to the next.
select pg_temp.arrive(n / 100.0, 5), pg_temp.note('small ' || n) from generate_series(1, 40) n;
create temporary table asked as
select min(k.instant) + random() * (max(k.instant) - min(k.instant)) as instant
from known k, generate_series(1, 100)
where k.name like 'small %'
group by generate_series;
select is_empty(
  $$
    select a.instant
    from asked a
    cross join lateral (select * from known k where k.instant <= a.instant order by k.instant desc limit 1) k
    where report.document('ramp', a.instant) - 'as_of' is distinct from k.document
      or (select jsonb_agg(to_jsonb(l) - 'as_of') from report.experiment('ramp', a.instant) l) is distinct from k.lines
  $$, 'at a hundred random instants the facts say what the rollups said then');
select cmp_ok(
  (select count(distinct (select max(k.instant) from known k where k.instant <= a.instant)) from asked a), '>', 25::bigint,
  'which were instants of many different batches');

select is_empty('select * from rollup.rebuild()', 'a recomputation finds no difference');

select * from finish();
rollback;
