-- plan_baselines(experiment, batch): what a unit's value was like until now, of each metric of an experiment.
--
-- Mean, standard deviation and skewness are the control's, as its report shows them. What a covariate would leave of the
-- variance is 1 - rho^2 within phases and variants (Deng, Xu, Kohavi, Walker 2013), over all variants, so that no effect
-- is taken for correlation. The standard deviation of a quantile is its standard error times the root of the exposed
-- units, as only units with a value make it more precise.

create or replace function report.plan_baselines(experiment splitplot.experiment, batch etl.batch)
  returns table (
    metric_id integer, source text, version integer, units bigint, mean float8, standard_deviation float8,
    skewness float8, variance_ratio float8)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with source as materialized (
    select s.* from report.plan_sources(experiment, batch) s
  ),
  arm as materialized (
    select o.source_id, a as arm
    from (select distinct s.source_id from source s) o
    cross join lateral report.arms(o.source_id, batch, level => report.level(experiment)) a
  ),
  total as (
    select o.source_id, t.*
    from (select a.source_id, array_agg(a.arm) as arms from arm a group by a.source_id) o
    cross join lateral report.totals(o.arms) t
  ),
  spread as (
    select
      a.source_id, (a.arm).metric_id,
      stats.square(sum((a.arm).sxy) / nullif(sqrt(sum((a.arm).sxx)) * sqrt(sum((a.arm).syy)), 0)) as determination,
      bool_or((a.arm).sum_z <> 0) as has_denominator
    from arm a
    where (a.arm).phase_id is not null
    group by a.source_id, (a.arm).metric_id
  )
  select
    s.metric_id, e.key, m.version, s.exposed_units,
    case when m.kind <> 'ratio' or p.has_denominator then t.mean end,
    coalesce(t.standard_deviation, sqrt((q.arm).variance * s.exposed_units / (q.arm).n)),
    t.skewness,
    -- rounding may make it a little more than 1
    case when p.determination < 1 then 1 - p.determination when p.determination >= 1 then 0 end
  from source s
  join splitplot.experiment e on e.experiment_id = s.source_id
  join splitplot.metric m on m.metric_id = s.source_metric_id
  left join total t
    on t.source_id = s.source_id and t.metric_id = s.source_metric_id and t.variant_id = s.control_id
  left join spread p on p.source_id = s.source_id and p.metric_id = s.source_metric_id
  left join arm q
    on q.source_id = s.source_id and (q.arm).metric_id = s.source_metric_id and (q.arm).variant_id = s.control_id
    and (q.arm).phase_id is null
$$;

comment on function report.plan_baselines(splitplot.experiment, etl.batch) is
  'Of each metric with history: the experiment it is from and the metric''s version there, units of the control, mean, '
  'standard deviation and skewness of a unit''s value, and variance_ratio: what the covariate leaves of the variance (null: '
  'no covariate that varies). Null mean or deviation: the units have none.';

grant execute on function report.plan_baselines(splitplot.experiment, etl.batch) to splitplot_analyst, splitplot_reporter;
