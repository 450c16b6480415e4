-- moments(), pair_moments() and their merging: any chunks give the same, NaN and infinity stay out.

begin;
select plan(9);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select coalesce(abs(got / nullif(want, 0) - 1), abs(got)) $$;

create temporary table datum as
select i, exp(sin(i * 1.7) * 3) as y, cos(i * 0.9) * 4 + 10 as x, i % 7 as chunk
from generate_series(1, 1000) i;

select is_empty(
  $$select * from (select stats.moments(y) as m, count(*) as n, avg(y) as mean, var_samp(y) * 999 as m2 from datum) t
    where m[1] <> n or pg_temp.off(m[2], mean) > 1e-15 or pg_temp.off(m[3], m2) > 1e-14$$,
  'moments are count, mean and sum of squared deviations');
select is_empty(
  $$with whole as (select stats.moments(y) as m from datum),
      chunks as (select chunk, stats.moments(y) as m from datum group by chunk),
      merged as (select stats.merge_moments(m) as m from chunks)
    select * from whole w, merged g, generate_series(1, 3) k where pg_temp.off(g.m[k], w.m[k]) > 1e-13$$,
  'chunks merge to the whole');
select is_empty(
  $$with whole as (select stats.pair_moments(y, x) as m from datum),
      chunks as (select chunk, stats.pair_moments(y, x) as m from datum group by chunk),
      merged as (select stats.merge_pair_moments(m order by chunk desc) as m from chunks)
    select * from whole w, merged g, generate_series(1, 6) k where pg_temp.off(g.m[k], w.m[k]) > 1e-12$$,
  'chunks of pairs merge to the whole, in any order');
select is_empty(
  $$select * from (select stats.pair_moments(y, x) as m, regr_avgy(y, x) as my, regr_avgx(y, x) as mx,
      regr_syy(y, x) as syy, regr_sxx(y, x) as sxx, regr_sxy(y, x) as sxy from datum) t
    where m <> array[1000, my, mx, syy, sxx, sxy]$$,
  'pair moments are in the order that cuped takes them');
select is((select stats.merge_moments(m)
           from (values (array[0, null, null]::float8[]), ('{3,2,5}'), (null), ('{0,NULL,NULL}')) t (m)),
          '{3,2,5}'::float8[], 'groups without rows and nulls change nothing');
select is((select stats.moments(y) from datum where i < 0), '{0,NULL,NULL}'::float8[],
          'no rows have a count of 0');
select is_empty(
  $$with near as (select chunk, stats.moments(y) as m from datum group by chunk),
      far as (select stats.merge_moments(array[m[1], m[2] + 1e9, m[3]]) as m from near),
      merged as (select stats.merge_moments(m) as m from near)
    select * from far, merged where pg_temp.off(far.m[3], merged.m[3]) > 1e-6$$,
  'an offset of 1e9 leaves the variance');
select throws_ok($$select stats.moments(v) from (values (1), ('NaN'::float8)) t (v)$$, '22023',
  'stats.moments: values must be finite numbers', 'NaN is refused');
select throws_ok($$select stats.pair_moments(v, 1) from (values (1), ('Infinity'::float8)) t (v)$$, '22023',
  'stats.pair_moments: values must be finite numbers', 'infinity is refused');

select * from finish();
rollback;
