-- lines(experiment, batch, instant): the lines of a report, each metric by each variant, as known at the
-- batch.
--
-- The p-values of a family are adjusted together; of a group-sequential test by the number of comparisons, as alpha is
-- divided among them before boundaries are computed.

create or replace function report.lines(experiment splitplot.experiment, batch etl.batch, instant timestamptz)
  returns setof report.line
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  confidence constant float8 := report.level(experiment);
  state_then constant text := report.state_at(experiment, instant);
  look_then constant integer := report.look_number(experiment.experiment_id, batch.batch_id);
  detectable constant float8 := stats.normal_quantile(0.8) - stats.normal_quantile((1 - confidence) / 2);
begin
  return query
  with known as materialized (
    select array_agg(a) as arms
    from report.arms(experiment.experiment_id, batch, level => confidence) a
  ),
  unit as materialized (
    select t.variant_id, sum(t.unit_count)::bigint as n
    from rollup.traffic_at(experiment.experiment_id, batch) t
    group by t.variant_id
  ),
  total as materialized (
    select t.metric_id, t.variant_id, t.n, t.mean, t.standard_deviation, t.skewness, t.moments
    from known k
    cross join lateral report.totals(k.arms) t
  ),
  judged as materialized (
    select j.*
    from known k
    cross join lateral report.judged_comparisons(experiment, batch, instant, k.arms) j
  ),
  adjusted_comparison as (
    select c.* from known k cross join lateral report.adjusted_comparisons(k.arms, confidence) c
  ),
  uncapped_comparison as (
    select c.*
    from (select array_agg(a) as arms from report.arms(experiment.experiment_id, batch, is_capped => false) a) u
    cross join lateral report.comparisons(u.arms, confidence) c
  ),
  planned_comparison as (
    select em.role, em.metric_id, v.variant_id, j.p_value
    from splitplot.experiment_metric em
    join splitplot.variant v on v.experiment_id = em.experiment_id and not v.is_control
    left join judged j on j.metric_id = em.metric_id and j.variant_id = v.variant_id
    where em.experiment_id = experiment.experiment_id
  ),
  family as (
    select
      c.role,
      array_agg(c.metric_id order by c.metric_id, c.variant_id) as metric_ids,
      array_agg(c.variant_id order by c.metric_id, c.variant_id) as variant_ids,
      array_agg(c.p_value order by c.metric_id, c.variant_id) as p_values
    from planned_comparison c
    group by c.role
  ),
  p_adjusted as (
    select q.*
    from family f
    cross join lateral unnest(
      f.metric_ids, f.variant_ids,
      report.adjusted_p_values(
        f.role,
        case experiment.method ->> 'kind' when 'group_sequential' then 'bonferroni' else experiment.method ->> 'family' end,
        f.p_values)) q(metric_id, variant_id, p_value)
  )
  select
    m.key, m.kind, m.currency, em.role,
    case
      when how.method <> 'fixed_horizon' then how.method
      when c.phases_used > 1 then 'welch_mantel_haenszel'
      else 'welch'
    end,
    v.key, v.is_control, coalesce(t.n, u.n, 0), t.mean, t.standard_deviation,
    case when not v.is_control then control.key end,
    c.difference, c.standard_error, c.degrees_of_freedom, c.statistic, c.p_value, c.log_p_value, q.p_value,
    c.interval_low, c.interval_high, case when not v.is_control then confidence end,
    c.lift, c.lift_low, c.lift_high, c.lift_method,
    a.difference, a.standard_error, with_covariate.p_value, with_covariate.interval_low, with_covariate.interval_high,
    a.variance_ratio,
    r.p_value, m.direction, c.phases_used, c.heterogeneity_p_value,
    case
      when measured.metric_id is null then 'not_measured'
      when v.is_control then 'baseline'
      else coalesce(c.state, 'insufficient_data')
    end,
    nullif(concat_ws('; ',
      case
        when measured.metric_id is null then 'the metric is not rolled up yet'
        when u.n is null then format('no unit of variant %s has been exposed', v.key)
        when v.is_control and m.kind = 'quantile' then 'a quantile has no standard deviation'
        when v.is_control and t.mean is null and m.kind = 'ratio' then 'the sum of the denominators is 0'
        when v.is_control and t.n = 1 then 'one unit has no standard deviation'
        when v.is_control then null
        when control.key is null then 'the experiment has no control'
        when control_unit.n is null then format('no unit of the control %s has been exposed', control.key)
        when c.state is null and m.kind = 'quantile' then 'there are too few units with a value in the same phase'
        when c.state is null and m.kind = 'ratio'
          then 'a ratio needs 2 units of both variants in the same phase, and denominators'
        when c.state is null then 'a variance needs 2 units of both variants in the same phase'
        when c.state = 'zero_variance' then 'the values do not vary, so the difference has no standard error'
        when c.state = 'too_few_units' then 'what holds at every look needs 100 units of both variants first'
        when c.state = 'too_few_conversions'
          then 'what holds at every look needs 10 units that did it, of both variants, first'
        when c.state = 'not_analysed' then 'no analysis has been made yet'
        when c.method = 'group_sequential' and c.p_value is null
          then format('analysis %s decided nothing: |z| is not above %s; the interval is that of the analysis',
            c.analysis, report.short(c.boundary))
      end,
      case
        when c.method = 'fixed_horizon' and m.kind in ('proportion', 'funnel', 'retention') and c.smallest_sum < 5
          and c.state = 'ok'
          then 'fewer than 5 units of a variant did it: an exact test is advised'
      end,
      case when c.running_low > c.running_high
        then 'the intervals of all looks have nothing in common: the effect has drifted' end,
      case
        when c.lift_state = 'undefined' then 'the control''s mean is 0, so there is no lift'
        when c.lift_state in ('complement', 'whole_line')
          then 'the control''s mean cannot be told from 0, so the lift has no interval'
      end,
      case
        when m.covariate_event is not null and c.state is not null and a.difference is null
          then 'the covariate does not vary, so nothing is adjusted'
      end), ''),
    instant, nullif(batch.visible_at, '-infinity'),
    look_then,
    case when not v.is_control then report.decision(
      experiment, state_then, (select sum(x.n)::bigint from unit x),
      how.method, q.p_value, c.is_crossed, c.is_final) end,
    c.fixed_p_value, c.fixed_log_p_value, c.fixed_low, c.fixed_high,
    c.mixing_variance, c.running_low, c.running_high,
    c.analysis, c.information, c.boundary, c.alpha_spent, c.effective_units,
    detectable * nullif(c.standard_error, 0),
    em.metric_id, v.variant_id, c.look_p_value, c.analysed_difference,
    c.median_unbiased_difference, t.moments,
    case when measured.cap is not null or measured.cap_quantile is not null
      then report.cap_at(experiment.experiment_id, measured, batch) end,
    uc.difference, uc.standard_error, without_cap.p_value, without_cap.interval_low, without_cap.interval_high,
    t.skewness, m.minimum_effect,
    case when c.standard_error > 0 then stats.power(
      m.minimum_effect::float8 * abs(control_total.mean), c.standard_error, c.standard_error, 1 - confidence) end,
    case when measured.unripe = 'exclude' then u.n - coalesce(t.n, 0) end
  from splitplot.experiment_metric em
  join splitplot.metric m on m.metric_id = em.metric_id
  join splitplot.variant v on v.experiment_id = em.experiment_id
  cross join report.sample_ratio(experiment.experiment_id, batch) r
  cross join lateral (select report.method_of(experiment, em.role)) how(method)
  left join rollup.measured measured
    on measured.experiment_id = em.experiment_id and measured.metric_id = em.metric_id
    and measured.after_batch_id < batch.batch_id
  left join splitplot.variant control on control.experiment_id = em.experiment_id and control.is_control
  left join unit u on u.variant_id = v.variant_id
  left join unit control_unit on control_unit.variant_id = control.variant_id
  left join total t on t.metric_id = em.metric_id and t.variant_id = v.variant_id
  left join total control_total
    on control_total.metric_id = em.metric_id and control_total.variant_id = control.variant_id
  left join uncapped_comparison uc on uc.metric_id = em.metric_id and uc.variant_id = v.variant_id
  left join judged c on c.metric_id = em.metric_id and c.variant_id = v.variant_id
  left join adjusted_comparison a on a.metric_id = em.metric_id and a.variant_id = v.variant_id
  cross join lateral report.at_any_look(
    how.method, a.difference, a.standard_error, control_total.n, t.n, report.planned_units(experiment), confidence,
    a.p_value, a.interval_low, a.interval_high) with_covariate
  cross join lateral report.at_any_look(
    how.method, uc.difference, uc.standard_error, control_total.n, t.n, report.planned_units(experiment), confidence,
    uc.p_value, uc.interval_low, uc.interval_high) without_cap
  left join p_adjusted q on q.metric_id = em.metric_id and q.variant_id = v.variant_id
  where em.experiment_id = experiment.experiment_id
  order by array_position(array['primary', 'secondary', 'guardrail'], em.role), m.key, v.position;
end
$$;

comment on function report.lines(splitplot.experiment, etl.batch, timestamptz) is
  'Each metric by each variant as known at the batch; primary metrics first, then by key and the '
  'variants'' order.';

grant execute on function report.lines(splitplot.experiment, etl.batch, timestamptz) to splitplot_analyst, splitplot_reporter;
