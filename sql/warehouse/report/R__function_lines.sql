-- lines(experiment, batch, instant): the lines of a report, each metric by each variant, as known at the
-- batch.
--
-- The p-values of a family are adjusted together: Holm over primary metrics and treatments (no false
-- winner), Benjamini-Hochberg over secondary ones (few false finds). Guardrails are not adjusted: a
-- missed harm is the error there.

create or replace function report.lines(experiment splitplot.experiment, batch etl.batch, instant timestamptz)
  returns setof report.line
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with known as materialized (
    select array_agg(a) as arms from report.arms(experiment.experiment_id, batch) a
  ),
  unit as materialized (
    select t.variant_id, sum(t.unit_count)::bigint as n
    from rollup.traffic_at(experiment.experiment_id, batch) t
    group by t.variant_id
  ),
  total as (
    select
      a.metric_id, a.variant_id,
      (sum(a.sum_y) / sum(a.n))::float8 as mean,
      sqrt(((sum(a.n) * sum(a.sum_yy) - sum(a.sum_y) * sum(a.sum_y))
        / nullif(sum(a.n) * (sum(a.n) - 1), 0))::float8) as standard_deviation
    from known k
    cross join lateral unnest(k.arms) a
    group by a.metric_id, a.variant_id
  ),
  comparison as materialized (
    select c.* from known k cross join lateral report.comparisons(k.arms, report.level(experiment)) c
  ),
  adjusted_comparison as (
    select c.* from known k cross join lateral report.adjusted_comparisons(k.arms, report.level(experiment)) c
  ),
  family as (
    select
      em.role,
      array_agg(c.metric_id order by c.metric_id, c.variant_id) as metric_ids,
      array_agg(c.variant_id order by c.metric_id, c.variant_id) as variant_ids,
      array_agg(c.p_value order by c.metric_id, c.variant_id) as p_values
    from comparison c
    join splitplot.experiment_metric em
      on em.experiment_id = experiment.experiment_id and em.metric_id = c.metric_id
    group by em.role
  ),
  p_adjusted as (
    select q.*
    from family f
    cross join lateral unnest(f.metric_ids, f.variant_ids, case f.role
      when 'primary' then stats.holm(f.p_values)
      when 'secondary' then stats.benjamini_hochberg(f.p_values)
      else f.p_values
    end) q(metric_id, variant_id, p_value)
  )
  select
    m.key, m.kind, m.currency, em.role,
    case when c.phases_used > 1 then 'welch_mantel_haenszel' else 'welch' end,
    v.key, v.is_control, coalesce(u.n, 0), t.mean, t.standard_deviation,
    case when not v.is_control then control.key end,
    c.difference, c.standard_error, c.degrees_of_freedom, c.statistic, c.p_value, c.log_p_value, q.p_value,
    c.interval_low, c.interval_high, case when not v.is_control then report.level(experiment) end,
    c.lift, c.lift_low, c.lift_high, c.lift_method,
    a.difference, a.standard_error, a.p_value, a.interval_low, a.interval_high, a.variance_ratio,
    r.p_value, m.direction, c.phases_used, c.heterogeneity_p_value,
    case
      when measured.metric_id is null then 'not_measured'
      when v.is_control then 'baseline'
      else coalesce(c.state, 'insufficient_data')
    end,
    nullif(concat_ws('; ',
      case
        when m.kind in ('ratio', 'quantile') then format('a %s is not compared yet', m.kind)
        when measured.metric_id is null then 'the metric is not rolled up yet'
        when u.n is null then format('no unit of variant %s has been exposed', v.key)
        when v.is_control and u.n = 1 then 'one unit has no standard deviation'
        when v.is_control then null
        when control.key is null then 'the experiment has no control'
        when control_unit.n is null then format('no unit of the control %s has been exposed', control.key)
        when c.state is null then 'a variance needs 2 units of both variants in the same phase'
        when c.state = 'zero_variance' then 'the values do not vary, so the difference has no standard error'
      end,
      case
        when c.lift_state = 'undefined' then 'the control''s mean is 0, so there is no lift'
        when c.lift_state in ('complement', 'whole_line')
          then 'the control''s mean cannot be told from 0, so the lift has no interval'
      end,
      case
        when m.covariate_event is not null and c.state is not null and a.difference is null
          then 'the covariate does not vary, so nothing is adjusted'
      end), ''),
    instant, nullif(batch.visible_at, '-infinity')
  from splitplot.experiment_metric em
  join splitplot.metric m on m.metric_id = em.metric_id
  join splitplot.variant v on v.experiment_id = em.experiment_id
  cross join report.sample_ratio(experiment.experiment_id, batch) r
  left join rollup.measured measured
    on measured.experiment_id = em.experiment_id and measured.metric_id = em.metric_id
    and measured.after_batch_id < batch.batch_id and measured.kind not in ('ratio', 'quantile')
  left join splitplot.variant control on control.experiment_id = em.experiment_id and control.is_control
  left join unit u on u.variant_id = v.variant_id
  left join unit control_unit on control_unit.variant_id = control.variant_id
  left join total t on t.metric_id = em.metric_id and t.variant_id = v.variant_id
  left join comparison c on c.metric_id = em.metric_id and c.variant_id = v.variant_id
  left join adjusted_comparison a on a.metric_id = em.metric_id and a.variant_id = v.variant_id
  left join p_adjusted q on q.metric_id = em.metric_id and q.variant_id = v.variant_id
  where em.experiment_id = experiment.experiment_id
  order by array_position(array['primary', 'secondary', 'guardrail'], em.role), m.key, v.position
$$;

comment on function report.lines(splitplot.experiment, etl.batch, timestamptz) is
  'Each metric by each variant as known at the batch; primary metrics first, then by key and the '
  'variants'' order.';

grant execute on function report.lines(splitplot.experiment, etl.batch, timestamptz) to splitplot_analyst, splitplot_reporter;
