-- cuped(), cuped_interacted(), cuped_at(): they are regressions, without a covariate they are
-- welch(), and impossible moments are refused.

begin;
select plan(15);

create function pg_temp.off(got float8, want float8) returns float8 language sql as
$$ select abs(got / want - 1) $$;

-- Real rows, so that the moments belong together: x predicts y, the arms have different slopes.
create temporary table row_of as
select arm, x, (2 + arm * 0.5) * x + arm * 0.3 + sin(i * 7.7) as y
from (select i, i % 3 / 2 as arm, sin(i * 1.3) + i % 5 as x from generate_series(1, 300) i) t;

create temporary table moments as
select arm, count(*) as n, avg(y) as my, avg(x) as mx,
       regr_syy(y, x) as syy, regr_sxx(y, x) as sxx, regr_sxy(y, x) as sxy
from row_of group by arm;

create temporary table both_arms as
select c.n, c.my, c.mx, c.syy, c.sxx, c.sxy, t.n as n2, t.my as my2, t.mx as mx2,
       t.syy as syy2, t.sxx as sxx2, t.sxy as sxy2
from moments c, moments t where c.arm = 0 and t.arm = 1;

select is_empty(
  $$with centred as (
      select r.arm, y - my as y, x - mx as x from row_of r join moments m on m.arm = r.arm)
    select * from both_arms, lateral stats.cuped(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a
    where pg_temp.off(a.theta, (select regr_slope(y, x) from centred)) > 1e-12$$,
  'theta is the slope within arms');
select is_empty(
  $$select * from both_arms, lateral stats.cuped(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a,
      lateral (select avg(y) filter (where arm = 1) - avg(y) filter (where arm = 0) as d,
                 var_samp(y) filter (where arm = 0) as v, var_samp(y) filter (where arm = 1) as v2
               from (select arm, y - a.theta * x as y from row_of) r) b,
      lateral stats.welch(n, 0, b.v, n2, b.d, b.v2) w
    where pg_temp.off(a.difference, b.d) > 1e-12 or pg_temp.off(a.standard_error, w.standard_error) > 1e-12
       or pg_temp.off(a.p_value, w.p_value) > 1e-9 or a.state <> 'ok'$$,
  'cuped is welch on y - theta x');
select is_empty(
  $$select * from both_arms, lateral stats.cuped_interacted(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a
    where pg_temp.off(a.theta_baseline, (select regr_slope(y, x) from row_of where arm = 0)) > 1e-12
       or pg_temp.off(a.theta_treatment, (select regr_slope(y, x) from row_of where arm = 1)) > 1e-12$$,
  'the interacted form has the slope of each arm');
select is_empty(
  $$select * from both_arms, lateral stats.cuped_interacted(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a,
      lateral (select regr_intercept(y, x) filter (where arm = 1) - regr_intercept(y, x) filter (where arm = 0)
                 + avg(x) * (regr_slope(y, x) filter (where arm = 1) - regr_slope(y, x) filter (where arm = 0)) as d
               from row_of) b
    where pg_temp.off(a.difference, b.d) > 1e-12$$,
  'the interacted difference is that of the two lines at the common mean of x');
select cmp_ok(a.variance_ratio, '<', b.variance_ratio, 'a slope per arm takes away more variance here')
from both_arms, lateral stats.cuped_interacted(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a,
  lateral stats.cuped(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) b;
select is_empty(
  $$select * from both_arms, lateral stats.cuped(n, my, 3, syy, 0, 0, n2, my2, 3, syy2, 0, 0) a,
      lateral stats.cuped_interacted(n, my, 3, syy, 0, 0, n2, my2, 3, syy2, 0, 0) b,
      lateral stats.welch(n, my, syy / (n - 1), n2, my2, syy2 / (n2 - 1)) w
    where (a.difference, a.standard_error, a.degrees_of_freedom, a.p_value, a.variance_ratio, a.state)
        is distinct from (w.difference, w.standard_error, w.degrees_of_freedom, w.p_value, 1::float8, 'unadjusted')
       or (b.difference, b.standard_error, b.degrees_of_freedom, b.p_value, b.state)
        is distinct from (w.difference, w.standard_error, w.degrees_of_freedom, w.p_value, 'unadjusted')$$,
  'with a constant covariate both forms are welch exactly, and say so');
select is_empty(
  $$select * from both_arms, lateral stats.cuped(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a,
      lateral stats.cuped(n, my + 5, mx - 7, syy, sxx, sxy, n2, my2 + 5, mx2 - 7, syy2, sxx2, sxy2) b
    where pg_temp.off(a.difference, b.difference) > 1e-12 or a.standard_error <> b.standard_error$$,
  'a shift of metric or covariate changes nothing');
select is_empty(
  $$select * from both_arms, lateral stats.cuped(n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a,
      lateral stats.cuped(n2, my2, mx2, syy2, sxx2, sxy2, n, my, mx, syy, sxx, sxy) b
    where a.difference <> -b.difference or a.p_value <> b.p_value$$,
  'swapping the arms negates the difference and keeps the p-value');
select is_empty(
  $$select * from both_arms, lateral stats.cuped_lift(0, n, my, mx, syy, sxx, sxy, n2, my2, mx2, syy2, sxx2, sxy2) a,
      lateral stats.lift_delta(n, my, syy / (n - 1), n2, my2, syy2 / (n2 - 1)) b
    where pg_temp.off(a.lift, b.lift) > 1e-14 or pg_temp.off(a.standard_error, b.standard_error) > 1e-12
       or pg_temp.off(a.lift_low, b.lift_low) > 1e-12$$,
  'without a slope the adjusted lift is lift_delta');
select is((select state from stats.cuped_lift(0.5, 9, 0, 1, 2, 2, 1, 9, 1, 1, 2, 2, 1)), 'undefined',
          'over a baseline of 0 the adjusted lift is undefined');

-- Units without a covariate are a stratum of their own. If x says nothing, that is stratified().
select is_empty(
  $$with with_x as (
      select * from stats.cuped(200, 5, 3, 400, 300, 0, 180, 5.5, 3.1, 380, 290, 0)
    ), without_x as (
      select * from stats.welch(60, 4, 2, 70, 4.1, 2.2)
    )
    select * from with_x a, without_x b,
      lateral stats.combine(
        array[a.difference, b.difference], array[a.standard_error, b.standard_error],
        array[a.degrees_of_freedom, b.degrees_of_freedom],
        array[200 * 180 / 380.0, 60 * 70 / 130.0]) c,
      lateral stats.stratified('{200,60}', '{5,4}', array[400 / 199.0, 2], '{180,70}', '{5.5,4.1}',
                               array[380 / 179.0, 2.2]) s
    where pg_temp.off(c.difference, s.difference) > 1e-14 or pg_temp.off(c.p_value, s.p_value) > 1e-12$$,
  'a stratum without the covariate is combined with the one that has it');
select is((select state from stats.cuped(1, 1, 1, 0, 0, 0, 9, 1, 1, 2, 2, 1)), 'insufficient_data',
          'one unit is insufficient data');
select is((select state from stats.cuped(9, 1, null, 2, null, null, 9, 1, 1, 2, 2, 1)),
          'insufficient_data', 'an unknown covariate is insufficient data');
select results_eq(
  $$select state, difference, p_value from stats.cuped(9, 1, 1, 0, 2, 0, 9, 3, 1, 0, 2, 0)$$,
  $$values ('zero_variance', 2::float8, null::float8)$$, 'a constant metric has no p-value');
select throws_ok('select stats.cuped_interacted(9, 1, 1, 2, 2, 9, 9, 1, 1, 2, 2, 1)', '22023',
  'stats.cuped_interacted: sxy of baseline must not exceed sqrt(syy * sxx), but is 9 with 2 and 2',
  'a correlation above 1 is refused');

select * from finish();
rollback;
