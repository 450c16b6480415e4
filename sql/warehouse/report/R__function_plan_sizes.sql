-- plan_sizes(test, effect, spread, variance_ratio, control_share, treatment_share, units_per_day): how many units one
-- comparison needs, by one look at the end and by the declared method, without and with the covariate.
--
-- Never fewer than the method can judge, see report.arm_units_min().

create or replace function report.plan_sizes(
  test jsonb, effect float8, spread float8, variance_ratio float8, control_share float8, treatment_share float8,
  units_per_day float8)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(
    jsonb_build_object(
      'method', way.method,
      'with_covariate', way.is_adjusted,
      'control_units', ceil(n.units * control_share)::bigint,
      'treatment_units', ceil(n.units * treatment_share)::bigint,
      'note', case when n.units is null then case
        when way.method = 'group_sequential' and test -> 'inflation' = 'null'
          then 'the boundaries take integrals: the API and ./splitplot plan compute them, or give inflation'
        else 'more than 10^15 units'
      end end)
      || report.plan_duration(n.units, units_per_day)
    order by way.place)
  from (
    select 1 as place, 'fixed_horizon' as method, false as is_adjusted
    union all
    select 2, 'fixed_horizon', true where variance_ratio is not null
    union all
    select 3, test ->> 'method', false where test ->> 'method' <> 'fixed_horizon'
    union all
    select 4, test ->> 'method', true where test ->> 'method' <> 'fixed_horizon' and variance_ratio is not null
  ) way
  cross join lateral (
    select case when needed.units is not null then greatest(
      report.arm_units_min(way.method) / least(control_share, treatment_share), needed.units) end as units
    from (
      select report.units_needed(
        test || jsonb_build_object('method', way.method), effect,
        case when way.is_adjusted then sqrt(variance_ratio) else 1 end * spread,
        control_share + treatment_share) as units
    ) needed
  ) n
$$;

comment on function report.plan_sizes(jsonb, float8, float8, float8, float8, float8, float8) is
  'Array of method, with_covariate, units (of the whole experiment), control_units, treatment_units, days, weeks, note. '
  'spread: standard error of the difference if the experiment had one unit; shares: of the experiment''s units.';

grant execute on function report.plan_sizes(jsonb, float8, float8, float8, float8, float8, float8)
  to splitplot_analyst, splitplot_reporter;
