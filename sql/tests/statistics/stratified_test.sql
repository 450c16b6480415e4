-- stratified(), combine(), heterogeneity(): phases of a ramp are compared with themselves.

begin;
select plan(13);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

-- The Simpson example of Crook et al. (KDD 2009): better in both phases, worse when pooled.
create temporary table ramp as
select array[990000, 500000]::bigint[] as n, array[0.0202020202020202, 0.01]::float8[] as m,
       array[0.019793918575634516, 0.0099000198000396]::float8[] as v,
       array[10000, 500000]::bigint[] as n2, array[0.023, 0.012]::float8[] as m2,
       array[0.022473247324732472, 0.011856023712047425]::float8[] as v2;

select cmp_ok(pg_temp.off(difference, 0.002030396306271643), '<', 1e-11::float8,
              'Mantel-Haenszel weights are the default')
from ramp, lateral stats.stratified(n, m, v, n2, m2, v2);
select cmp_ok(pg_temp.off(difference, 0.002398989898989898), '<', 1e-11::float8, 'post-stratified weights')
from ramp, lateral stats.stratified(n, m, v, n2, m2, v2, 0.95, 'post_stratified');
select cmp_ok(pg_temp.off(standard_error, 0.000206622289498572), '<', 1e-11::float8, 'inverse-variance weights')
from ramp, lateral stats.stratified(n, m, v, n2, m2, v2, 0.95, 'inverse_variance');
select is_empty(
  $$select * from ramp, unnest('{mantel_haenszel,post_stratified,inverse_variance}'::text[]) w,
      lateral stats.stratified(n, m, v, n2, m2, v2, 0.95, w)
    where pg_temp.off(heterogeneity_statistic, 0.2755596783527683) > 1e-9
       or pg_temp.off(heterogeneity_p_value, 0.5996264412756156) > 1e-9$$,
  'Cochran''s Q does not depend on the weighting');
select is_empty(
  $$select * from unnest('{mantel_haenszel,post_stratified,inverse_variance}'::text[]) w,
      lateral stats.stratified('{77}', '{1.1}', '{2.3}', '{31}', '{1.7}', '{0.9}', 0.9, w) a,
      lateral stats.welch(77, 1.1, 2.3, 31, 1.7, 0.9, 0.9) b
    where (a.difference, a.standard_error, a.degrees_of_freedom, a.statistic, a.p_value,
           a.log_p_value, a.interval_low, a.interval_high, a.state, a.phases_used, a.heterogeneity_p_value)
      is distinct from (b.difference, b.standard_error, b.degrees_of_freedom, b.statistic, b.p_value,
           b.log_p_value, b.interval_low, b.interval_high, b.state, 1, null)$$,
  'one phase is welch exactly');
select is_empty(
  $$select * from ramp, lateral stats.stratified(n, m, v, n2, m2, v2) a,
      lateral stats.stratified(array[n[2], n[1]], array[m[2], m[1]], array[v[2], v[1]],
        array[n2[2], n2[1]], array[m2[2], m2[1]], array[v2[2], v2[1]]) b
    where pg_temp.off(a.difference, b.difference) > 1e-14 or pg_temp.off(a.p_value, b.p_value) > 1e-12$$,
  'the order of phases does not matter');
select is_empty(
  $$select * from ramp, lateral stats.stratified(n, m, v, n2, m2, v2) a,
      lateral stats.stratified(n || 0::bigint, m || null::float8, v || null::float8,
        n2 || 500::bigint, m2 || 7::float8, v2 || 1::float8) b
    where a is distinct from b or a.phases_used <> 2$$,
  'a phase with an empty arm contributes nothing');
select cmp_ok(heterogeneity_p_value, '<', 1e-6::float8, 'phases that disagree are found')
from stats.stratified('{1000,1000}', '{1,1}', '{1,1}', '{1000,1000}', '{1.3,0.9}', '{1,1}');
select results_eq(
  $$select state, difference, p_value from stats.stratified('{9,9}', '{1,1}', '{0,0}', '{9,9}', '{2,4}', '{0,0}')$$,
  $$values ('zero_variance', 2::float8, null::float8)$$, 'phases without variance give a difference only');
select is((select state from stats.stratified(null, null, null, null, null, null)), 'insufficient_data',
          'no phases are insufficient data');
select throws_ok(
  $$select stats.stratified('{9}', '{1}', '{1}', '{9}', '{1}', '{1}', 0.95, 'pooled')$$, '22023',
  'stats.stratified: unknown weighting pooled', 'an unknown weighting is refused');
select throws_ok(
  $$select stats.stratified('{9,9}', '{1}', '{1}', '{9}', '{1}', '{1}')$$, '22023',
  'stats.stratified: the arrays must have the same length, not {2,1,1,1,1,1}',
  'arrays of unequal length are refused');
select throws_ok(
  $$select stats.combine('{1,2}', '{1,1}', '{9,9}', '{1,-1}')$$, '22023',
  'stats.combine: part 2 is no estimate: difference 2, standard error 1, degrees of freedom 9, weight -1',
  'a negative weight is refused');

select * from finish();
rollback;
