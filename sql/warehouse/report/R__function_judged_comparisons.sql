-- judged_comparisons(experiment, batch, instant, arms): each difference, and what the declared method makes of it.
--
-- Of a group-sequential comparison the analysis that crossed its boundary counts, or the newest when none did. Analyses
-- are made once in a while, and between them nothing is decided.

create or replace function report.judged_comparisons(
  experiment splitplot.experiment, batch etl.batch, instant timestamptz, arms report.arm[])
  returns table (
    metric_id integer, variant_id integer, role text, method text,
    phases_used integer, difference float8, standard_error float8, degrees_of_freedom float8, statistic float8,
    heterogeneity_p_value float8, effective_units float8,
    lift float8, lift_low float8, lift_high float8, lift_method text, lift_state text,
    fixed_p_value float8, fixed_log_p_value float8, fixed_low float8, fixed_high float8,
    p_value float8, log_p_value float8, interval_low float8, interval_high float8, state text,
    mixing_variance float8, look_p_value float8, running_low float8, running_high float8,
    analysis integer, analysed_difference float8, median_unbiased_difference float8, information float8, boundary float8,
    alpha_spent float8, is_crossed boolean, is_final boolean, smallest_sum numeric)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  select
    c.metric_id, c.variant_id, em.role, how.method,
    c.phases_used, c.difference, c.standard_error, c.degrees_of_freedom, c.statistic,
    c.heterogeneity_p_value, c.effective_units,
    c.lift, c.lift_low, c.lift_high, c.lift_method, c.lift_state,
    c.p_value, c.log_p_value, c.interval_low, c.interval_high,
    case how.method when 'always_valid' then v.p_value when 'group_sequential' then g.p_value else c.p_value end,
    case how.method when 'always_valid' then v.log_p_value when 'group_sequential' then ln(nullif(g.p_value, 0))
      else c.log_p_value end,
    case how.method when 'always_valid' then v.interval_low when 'group_sequential' then g.interval_low
      else c.interval_low end,
    case how.method when 'always_valid' then v.interval_high when 'group_sequential' then g.interval_high
      else c.interval_high end,
    case how.method
      when 'always_valid' then v.state
      when 'group_sequential' then case when c.state <> 'ok' then c.state when g.number is null then 'not_analysed'
        else 'ok' end
      else c.state
    end,
    v.mixing_variance, v.look_p_value, v.running_low, v.running_high,
    g.number, g.difference, g.estimate, g.information, g.boundary, g.alpha_spent, g.is_crossed, g.is_final, c.smallest_sum
  from report.comparisons(arms, report.level(experiment)) c
  join splitplot.experiment_metric em
    on em.experiment_id = experiment.experiment_id and em.metric_id = c.metric_id
  join splitplot.metric m on m.metric_id = c.metric_id
  cross join lateral (select report.method_of(experiment, em.role)) how(method)
  left join lateral (
    select l as look
    from report.comparison_look l
    where l.experiment_id = experiment.experiment_id and l.metric_id = c.metric_id and l.variant_id = c.variant_id
      and l.batch_id < batch.batch_id
    order by l.batch_id desc
    limit 1) previous on how.method = 'always_valid'
  left join lateral report.always_valid_comparison(
    m.kind, c.control_units, c.treatment_units, c.smallest_sum, c.difference, c.standard_error,
    report.planned_units(experiment), report.level(experiment), previous.look) v on how.method = 'always_valid'
  left join lateral (
    select ac.*
    from report.analysis a
    join report.analysis_comparison ac using (experiment_id, number)
    where a.experiment_id = experiment.experiment_id and a.analysed_at <= instant
      and ac.metric_id = c.metric_id and ac.variant_id = c.variant_id
    order by ac.is_crossed desc, case when ac.is_crossed then ac.number else -ac.number end
    limit 1) g on how.method = 'group_sequential';
end
$$;

comment on function report.judged_comparisons(splitplot.experiment, etl.batch, timestamptz, report.arm[]) is
  'Treatment minus control, see report.comparisons(), by Welch (fixed_...) and by the declared method (p_value, '
  'log_p_value, interval, state: as report.always_valid_comparison(), or not_analysed).';

grant execute on function report.judged_comparisons(splitplot.experiment, etl.batch, timestamptz, report.arm[])
  to splitplot_analyst, splitplot_reporter;
