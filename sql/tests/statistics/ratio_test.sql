-- ratio_moments(): the delta method makes a mean of a ratio.

begin;
select plan(5);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

create temporary table unit_of as
select 3 + sin(i * 7.1) * 2 as num, 5 + cos(i * 3.3) * 2 as den from generate_series(1, 400) i;

select is_empty(
  $$with m as (select stats.pair_moments(num, den) as m, sum(num) / sum(den) as r, avg(den) as md from unit_of)
    select * from m, lateral stats.ratio_moments(m[1]::bigint, m[2], m[3], m[4], m[5], m[6]) q,
      lateral (select var_samp((num - r * den) / md) as v from unit_of) d
    where pg_temp.off(q.mean, r) > 1e-14 or pg_temp.off(q.variance, d.v) > 1e-12$$,
  'it is the mean and the variance of the linearised metric');
select is_empty(
  $$select * from stats.ratio_moments(50, 2.5, 1, 98, 0, 0) q
    where q.mean <> 2.5 or q.variance <> 2$$,
  'with a constant denominator of 1 it is the numerator''s mean and variance');
select is((select variance from stats.ratio_moments(50, 6, 2, 9 * 49, 49, 3 * 49)), 0::float8,
          'a numerator proportional to the denominator has no variance');
select is((select mean from stats.ratio_moments(50, 6, 0, 1, 0, 0)), null,
          'a ratio over 0 is unknown');
select throws_ok('select stats.ratio_moments(50, 6, 2, 4, 1, 3)', '22023',
  'stats.ratio_moments: sxy of the arm must not exceed sqrt(syy * sxx), but is 3 with 4 and 1',
  'a correlation above 1 is refused');

select * from finish();
rollback;
