-- lift(): both intervals, every shape of Fieller's set, and what cannot be divided.

begin;
select plan(14);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

select cmp_ok(pg_temp.off(lift_high, 0.5005846161444822), '<', 1e-12::float8,
              'the delta interval has its value')
from stats.lift_delta(1000, 0.1, 0.09, 1000, 0.12, 0.1056);
select cmp_ok(pg_temp.off(lift_high, 0.5415813448973078), '<', 1e-12::float8,
              'the log interval has its value')
from stats.lift_log(1000, 0.1, 0.09, 1000, 0.12, 0.1056);
select cmp_ok(pg_temp.off(lift_high, 0.5518964777831309), '<', 1e-12::float8,
              'Fieller''s interval has its value')
from stats.lift_fieller(1000, 0.1, 0.09, 1000, 0.12, 0.1056);

select results_eq(
  $$select method, state from stats.lift(1000, 0.1, 0.09, 1000, 0.12, 0.1056)$$,
  $$values ('fieller', 'interval')$$, 'an uncertain baseline takes Fieller''s interval');
select results_eq(
  $$select method, state from stats.lift(1000000, 0.1, 0.09, 1000, 0.12, 0.1056)$$,
  $$values ('delta', 'interval')$$, 'a sure baseline takes the delta interval');
select results_eq(
  $$select method, state, round(lift_low::numeric, 9), round(lift_high::numeric, 9)
    from stats.lift(30, 1, 10, 30, 1.2, 10)$$,
  $$values ('fieller', 'complement', -9.622524107, -0.934044346)$$,
  'a baseline that may be 0 gives the complement of an interval');
select results_eq(
  $$select method, state, lift_low from stats.lift(10, 1, 20, 10, 0.1, 1)$$,
  $$values ('fieller', 'whole_line', null::float8)$$,
  'a baseline and a treatment that may both be 0 leave every ratio possible');

create temporary table arms as
select a.n, a.m, a.v, b.m as m2, b.v as v2
from (values (50, 2.0, 1.0), (400, -1, 3), (30, 1, 2)) a (n, m, v),
     (values (2.3, 1.0), (-1.2, 2), (2.9, 0.5), (0, 1), (-3, 8)) b (m, v);

select is_empty(
  $$select * from arms, unnest('{0.8,0.95,0.99}'::float8[]) level,
      lateral stats.lift_fieller(n, m, v, 60, m2, v2, level) f
    where (abs(m2 - m) > -stats.normal_quantile((1 - level) / 2) * sqrt(v / n + v2 / 60))
      <> case f.state
           when 'interval' then 0 not between f.lift_low and f.lift_high
           when 'complement' then 0 between f.lift_low and f.lift_high
           else false
         end$$,
  'Fieller''s set excludes a lift of 0 exactly when the z test rejects');
select is_empty(
  $$select * from arms, lateral stats.lift(n, m, v, 60, m2, v2) a,
      lateral stats.lift(n, 4 * m, 16 * v, 60, 4 * m2, 16 * v2) b
    where a.lift <> b.lift or a.state <> b.state or a.lift_low <> b.lift_low$$,
  'a change of unit changes no lift');
select is_empty(
  $$select * from arms, lateral stats.lift(n, m, v, 60, m2, v2) a,
      lateral stats.lift(n, -m, v, 60, -m2, v2) b
    where a.lift <> b.lift or a.state <> b.state or a.lift_low <> b.lift_low$$,
  'a metric counted downwards has the same lift');

select results_eq(
  $$select state, lift, lift_low, method from stats.lift(100, 0, 1, 100, 1, 1)$$,
  $$values ('undefined', null::float8, null::float8, null)$$,
  'over a baseline of 0 the lift is undefined, not 0');
select results_eq(
  $$select state, lift, lift_low from stats.lift(100, 2, 0, 100, 3, 0)$$,
  $$values ('zero_variance', 0.5::float8, null::float8)$$,
  'without variance there is a lift but no interval');
select results_eq(
  $$select state, lift, lift_low from stats.lift(100, 2, 1, 100, 0, 0)$$,
  $$values ('zero_variance', -1::float8, null::float8)$$,
  'a treatment of nothing but zeros gets no interval of width 0');
select is((select state from stats.lift(1, 2, 0, 100, 3, 1)), 'insufficient_data',
          'one unit is insufficient data');

select * from finish();
rollback;
