-- Raising traffic moves nobody, lowering it admits nobody, layers know nothing of each other, shares are what was asked.
--
-- Salts are fixed, so the numbers are the same in every run.

begin;
select plan(25);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout', '{}');
update splitplot.layer set salt = 'checkout-salt' where key = 'checkout';
select pg_temp.make_draft('first', 'checkout', 10000, '{300000,700000}');
select pg_temp.make_draft('second', 'checkout', 100000);
update splitplot.experiment set salt = key || '-salt';
create table pg_temp.unit as select 'user-' || n as unit_id from generate_series(1, 10000) n;

-- decided(experiment): what all units get now.
create function pg_temp.decided(experiment text)
  returns table (unit_id text, variant text, parameters jsonb, phase integer, reason text)
  language sql volatile
as $$
  select b.* from splitplot.assign_batch(
    experiment, array(select u.unit_id from pg_temp.unit u), '{}', splitplot.configuration_instant()) b
$$;

-- Raising 1 % to 5, 50 and 100 %, while a neighbour starts, is archived and makes room.
create table pg_temp.raised (share numeric, unit_id text, variant text, reason text);
select splitplot.start_experiment('first');
insert into pg_temp.raised select 0.01, d.unit_id, d.variant, d.reason from pg_temp.decided('first') d;
select pg_temp.next_transaction();
select splitplot.change_experiment('first', '{"traffic_ppm": 50000}');
insert into pg_temp.raised select 0.05, d.unit_id, d.variant, d.reason from pg_temp.decided('first') d;
select pg_temp.next_transaction();
select splitplot.start_experiment('second');
create table pg_temp.second as select * from pg_temp.decided('second');
select is_empty(
  $$select * from pg_temp.second s join pg_temp.decided('first') f using (unit_id)
    where s.variant is not null and f.variant is not null$$,
  'two experiments of a layer share no unit');
select pg_temp.next_transaction();
select splitplot.change_experiment('first', '{"traffic_ppm": 500000}');
insert into pg_temp.raised select 0.5, d.unit_id, d.variant, d.reason from pg_temp.decided('first') d;
select results_eq('select * from pg_temp.decided(''second'')', 'table pg_temp.second', 'raising touches no neighbour');
select pg_temp.next_transaction();
select splitplot.stop_experiment('second');
select is_empty(
  $$select unit_id, variant, parameters, reason from pg_temp.decided('first')
    except select unit_id, variant, '{}'::jsonb, reason from pg_temp.raised where share = 0.5 and variant is not null
    except select unit_id, null, null, 'not_in_traffic' from pg_temp.raised where share = 0.5 and variant is null$$,
  'the end of a neighbour moves nobody');
select pg_temp.next_transaction();
select splitplot.archive_experiment('second');
select splitplot.change_experiment('first', '{"traffic_ppm": 1000000}');
insert into pg_temp.raised select 1, d.unit_id, d.variant, d.reason from pg_temp.decided('first') d;
select is_empty(
  $$select * from pg_temp.raised a join pg_temp.raised b using (unit_id)
    where a.share < b.share and a.variant is not null and b.variant is distinct from a.variant$$,
  'raising from 1 to 5 to 50 to 100 % moves no unit');
select ok(
  abs(count(variant) - 10000 * share) < 4 * sqrt(10000 * share * (1 - share)) + 0.5,
  format('at %s the share of units is that, within 4 standard errors', share))
from pg_temp.raised group by share order by share;
select ok(
  abs(count(*) filter (where variant = 'v1') - 0.3 * count(variant)) < 4 * sqrt(count(variant) * 0.21),
  format('and that of the variant, too', share))
from pg_temp.raised group by share order by share;

-- Lowering: 2,000 of the units come at 100 %, then 20 % are left.
select sum(r.accepted)
from (
  select jsonb_agg(pg_temp.exposure('first', 'user-' || n) || jsonb_build_object('index', n)) as batch
  from generate_series(1, 2000) n group by n / 500) b
cross join lateral splitplot.record_exposures(b.batch) r;
select pg_temp.next_transaction();
select splitplot.change_experiment('first', '{"traffic_ppm": 200000}');
create table pg_temp.lowered as
select b.*, f.unit_id is not null as is_enrolled
from splitplot.assign_batch(
  'first', array(select u.unit_id from pg_temp.unit u), '{}', clock_timestamp()) b
left join splitplot.first_assignment f using (unit_id);
select is_empty(
  $$select * from pg_temp.lowered l join pg_temp.raised r using (unit_id)
    where r.share = 1 and l.is_enrolled and l.variant is distinct from r.variant$$,
  'lowering keeps everybody who is enrolled');
select is_empty(
  $$select * from pg_temp.lowered l
    where not l.is_enrolled and l.variant is not null
      and not exists (
        select from splitplot.assignment_plan p
        where upper_inf(p.valid) and p.experiment = 'first'
          and p.open_buckets @> splitplot.bucket('checkout-salt', l.unit_id))$$,
  'and admits only into the buckets that are left');
select ok(
  abs(count(*) filter (where not is_enrolled and variant is not null) - 1600) < 4 * sqrt(8000 * 0.2 * 0.8),
  'which are a fifth of the others')
from pg_temp.lowered;
select set_eq(
  'select distinct reason from pg_temp.lowered where is_enrolled', $$values ('split'), ('sticky')$$,
  'whose bucket was closed is told that the stored variant counts');

-- Layers: 21 experiments in as many, so 210 pairs.
select pg_temp.make_layer('layer-' || n, '{}'), pg_temp.make_draft('e' || n, 'layer-' || n, 500000)
from generate_series(1, 21) n;
update splitplot.layer set salt = key || '-salt' where key like 'layer-%';
update splitplot.experiment set salt = key || '-lot' where key like 'e%';
select splitplot.start_experiment('e' || n) from generate_series(1, 21) n;
create table pg_temp.membership as
select n, d.unit_id, d.variant is not null as is_in, d.variant = 'v1' as is_first
from generate_series(1, 21) n
cross join lateral splitplot.assign_batch(
  'e' || n, array(select u.unit_id from pg_temp.unit u limit 2000), '{}', splitplot.configuration_instant()) d;

-- dependence(a): the p-values of chi-square tests of the 2 by 2 tables of all pairs.
create function pg_temp.dependence(what text)
  returns table (a integer, b integer, p_value float8)
  language plpgsql
as $$
begin
  return query execute format(
    $q$
    select t.a, t.b, stats.chi_square_upper_tail(
      n * (n11 * n00 - n10 * n01) ^ 2 / ((n11 + n10) * (n01 + n00) * (n11 + n01) * (n10 + n00)), 1)
    from (
      select x.n as a, y.n as b, count(*)::float8 as n,
        (count(*) filter (where x.%1$I and y.%1$I))::float8 as n11,
        (count(*) filter (where x.%1$I and not y.%1$I))::float8 as n10,
        (count(*) filter (where not x.%1$I and y.%1$I))::float8 as n01,
        (count(*) filter (where not x.%1$I and not y.%1$I))::float8 as n00
      from pg_temp.membership x
      join pg_temp.membership y on y.unit_id = x.unit_id and y.n > x.n
      where x.%1$I is not null and y.%1$I is not null
      group by 1, 2) t $q$, what);
end
$$;

create table pg_temp.independence as
select what, d.* from unnest('{is_in,is_first}'::text[]) what cross join lateral pg_temp.dependence(what) d;
select ok(
  stats.chi_square_upper_tail(sum((seen - 21) ^ 2 / 21.0)::float8, 9) > 0.001,
  format('%s: the p-values of 210 pairs of layers are uniform', what))
from (
  select what, bin, count(p_value) as seen
  from unnest('{is_in,is_first}'::text[]) what
  cross join generate_series(0, 9) bin
  left join pg_temp.independence i using (what)
  where least(floor(i.p_value * 10), 9) = bin
  group by 1, 2) binned
group by what
order by what;
select ok(min(p_value) > 0.05 / 210 / 100, 'and none of them is impossible') from pg_temp.independence;

-- Buckets, of a million ids of every kind: each thousand of them gets about a thousand units.
select ok(
  stats.chi_square_upper_tail(sum((seen - 1000) ^ 2 / 1000.0)::float8, 999) between 0.001 and 0.999,
  format('a million %s ids fill the buckets evenly', kind))
from (
  select kind, splitplot.bucket('a salt', id) / 1000 as bin, count(*) as seen
  from generate_series(1, 1000000) n
  cross join lateral (values
    ('sequential', n::text), ('numeric', (1000000000000000 + 7919 * n::bigint)::text),
    ('prefixed', 'user-' || n), ('e-mail-like', 'name.' || n || '@example.com'),
    ('hashed', md5(n::text)), ('UUID', md5('u' || n)::uuid::text)) as i(kind, id)
  group by 1, 2) binned
group by kind
order by kind;

select * from finish();
rollback;
