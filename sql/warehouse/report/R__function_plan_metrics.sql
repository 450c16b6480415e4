-- plan_metrics(experiment, batch, options, units_per_day): the plan of each metric, primary ones first.

create or replace function report.plan_metrics(
  experiment splitplot.experiment, batch etl.batch, options jsonb, units_per_day float8)
  returns jsonb
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with history as materialized (
    select b.* from report.plan_baselines(experiment, batch) b where not options ? 'baseline_mean'
  ),
  share as materialized (
    select s.* from report.plan_shares(experiment.experiment_id) s
  ),
  metric as (
    select
      m.metric_id, m.key, m.kind, m.currency, m.direction, em.role, ut.key as unit_type,
      report.planned_test(
        experiment, em.role, (options ->> 'power')::float8, (options ->> 'inflation')::float8) as test,
      coalesce((options ->> 'effect')::float8, m.minimum_effect::float8) as effect,
      case
        when options ? 'baseline_mean' then jsonb_build_object(
          'from', 'given', 'mean', options -> 'baseline_mean', 'standard_deviation', options -> 'baseline_sd')
        when h.metric_id is not null then jsonb_build_object(
          'from', 'history', 'source', h.source, 'version', h.version, 'units', h.units, 'mean', h.mean,
          'standard_deviation', h.standard_deviation, 'skewness', h.skewness, 'variance_ratio', h.variance_ratio)
      end as baseline
    from splitplot.experiment_metric em
    join splitplot.metric m using (metric_id)
    join splitplot.unit_type ut on ut.unit_type_id = experiment.unit_type_id
    left join history h on h.metric_id = m.metric_id
    where em.experiment_id = experiment.experiment_id and m.key = coalesce(options ->> 'metric', m.key)
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'metric', m.key, 'kind', m.kind, 'currency', m.currency, 'direction', m.direction, 'role', m.role,
        'method', m.test -> 'method', 'alpha', m.test -> 'alpha', 'comparisons', m.test -> 'comparisons',
        'inflation', case when m.test ->> 'method' = 'group_sequential' then m.test -> 'inflation' end,
        'effect', m.effect, 'baseline', m.baseline,
        'note', report.plan_metric_note(m.baseline, m.effect, m.unit_type),
        'comparison_plans', (
          select coalesce(jsonb_agg(report.plan_comparison(
            m.test, m.effect, m.baseline, t.variant, c.share, t.share, units_per_day) order by t.position), '[]')
          from share t
          left join share c on c.is_control
          where not t.is_control))
      order by array_position(array['primary', 'secondary', 'guardrail'], m.role), m.key),
    '[]')
  from metric m
$$;

comment on function report.plan_metrics(splitplot.experiment, etl.batch, jsonb, float8) is
  'Array of metric, kind, currency, direction, role, method, alpha (of one comparison), comparisons (that share it), '
  'inflation, effect (relative), baseline, note, and comparison_plans, one a treatment. options as of '
  'report.plan_options().';

grant execute on function report.plan_metrics(splitplot.experiment, etl.batch, jsonb, float8)
  to splitplot_analyst, splitplot_reporter;
