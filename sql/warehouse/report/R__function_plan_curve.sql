-- plan_curve(test, mean, spread, variance_ratio, control_share, treatment_share, units_per_day): which lift each duration
-- would find.

create or replace function report.plan_curve(
  test jsonb, mean float8, spread float8, variance_ratio float8, control_share float8,
  treatment_share float8, units_per_day float8)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(
    jsonb_build_object(
      'weeks', w.weeks, 'units', floor(w.units)::bigint, 'lift', w.lift,
      'lift_with_covariate', w.lift * sqrt(variance_ratio))
    order by w.weeks)
  from (
    select
      c.weeks, c.units,
      case when c.units * least(control_share, treatment_share) >= report.arm_units_min(test ->> 'method') then
        report.detection_factor(test, c.units * (control_share + treatment_share)) * (spread / abs(mean)) / sqrt(c.units)
      end as lift
    from (select weeks, 7 * weeks * units_per_day as units from generate_series(1, 8) weeks) c
  ) w
$$;

comment on function report.plan_curve(jsonb, float8, float8, float8, float8, float8, float8) is
  'Array of weeks 1 to 8, units by then, and the smallest relative difference that the test (see report.planned_test()) '
  'finds with its power, without and with the covariate (null: none, too few units, or a '
  'group-sequential test whose inflation is not known).';

grant execute on function report.plan_curve(jsonb, float8, float8, float8, float8, float8, float8)
  to splitplot_analyst, splitplot_reporter;
