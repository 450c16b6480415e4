-- detection_factor(test, compared_units): how many standard errors large an effect must be to be found with the power.
--
-- Fixed horizon: z_{1 - alpha/2} + z_power. Group sequential: the same times the root of the inflation, as units fall with
-- its square. Always valid: the half-width of the interval at that many units, in standard errors, plus z_power. That
-- counts on the look at the end only, so the power is more: the earlier looks find something, too.

create or replace function report.detection_factor(test jsonb, compared_units float8)
  returns float8
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select case test ->> 'method'
    when 'always_valid' then stats.normal_quantile(t.power) + (stats.always_valid(
      0, 1,
      stats.mixing_variance(
        1, compared_units, (test ->> 'planned_units')::float8, (test ->> 'level')::float8),
      1 - t.alpha)).interval_high
    when 'group_sequential' then
      (stats.normal_quantile(t.power) - stats.normal_quantile(t.alpha / 2)) * sqrt((test ->> 'inflation')::float8)
    else stats.normal_quantile(t.power) - stats.normal_quantile(t.alpha / 2)
  end
  from (select (test ->> 'power')::float8 as power, (test ->> 'alpha')::float8 as alpha) t
$$;

comment on function report.detection_factor(jsonb, float8) is
  'Effect over standard error that the test (see report.planned_test()) finds with its power at compared_units, those of '
  'control and treatment together. Null: a group-sequential test whose inflation is not known.';

grant execute on function report.detection_factor(jsonb, float8) to splitplot_analyst, splitplot_reporter;
