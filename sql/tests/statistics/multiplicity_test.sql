-- The adjustments of p-values: R's p.adjust, nulls, ties, and the order between the methods.

begin;
select plan(11);

select is(stats.holm(array[0.01, 0.04, 0.03]), array[0.03, 0.06, 0.06]::float8[], 'Holm');
select is(stats.hochberg(array[0.01, 0.04, 0.03]), array[0.03, 0.04, 0.04]::float8[], 'Hochberg');
select is(stats.benjamini_hochberg(array[0.01, 0.04, 0.02, 0.25]),
          array[0.04, 4 * 0.04 / 3::float8, 0.04, 0.25]::float8[], 'Benjamini and Hochberg');
select is(stats.benjamini_yekutieli(array[0.01, 0.5]), array[0.03, 0.75]::float8[],
          'Benjamini and Yekutieli');
select is(stats.bonferroni(array[0.01, 0.5, 0.02]), array[0.03, 1, 0.06]::float8[], 'Bonferroni');

create temporary table family as
select array_agg(p order by i) as p
from (select i, case when i % 7 <> 0 then (i * 37 % 101) / 200.0::float8 ^ 2 end as p
      from generate_series(1, 60) i) t;

select is_empty(
  $$select * from family,
      unnest(stats.holm(p), stats.hochberg(p), stats.bonferroni(p), p) t (holm, hochberg, bonferroni, p1)
    where not (p1 <= hochberg and hochberg <= holm and holm <= bonferroni)$$,
  'Hochberg is never above Holm, Holm never above Bonferroni');
select is_empty(
  $$select * from family, unnest(stats.benjamini_hochberg(p), stats.benjamini_yekutieli(p), p) t (bh, yekutieli, p1)
    where not (p1 <= bh and bh <= yekutieli)$$,
  'Benjamini-Yekutieli is never below Benjamini-Hochberg');
select is_empty(
  $$select * from family,
      lateral (select stats.holm(p) as whole, stats.holm(array_remove(p, null)) as dense) t
    where array_remove(whole, null) <> dense or cardinality(whole) <> cardinality(p)
       or exists (select from unnest(p, whole) u (a, b) where (a is null) <> (b is null))$$,
  'nulls stay where they are and do not count');
select is(stats.holm('{}'), '{}'::float8[], 'an empty family stays empty');
select is(stats.benjamini_hochberg(array[null, null]::float8[]), array[null, null]::float8[],
          'a family of nulls stays null');
select throws_ok('select stats.hochberg(array[0.5, 1.5])', '22023',
  'stats.hochberg: p must hold values between 0 and 1, not 1.5', 'what is no p-value is refused');

select * from finish();
rollback;
