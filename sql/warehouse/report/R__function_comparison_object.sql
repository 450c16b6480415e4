-- comparison_object(line): the comparison in a line of the report, as JSON.

create or replace function report.comparison_object(line report.line)
  returns jsonb
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
  select jsonb_build_object(
      'variant', line.variant,
      'baseline', line.baseline,
      'difference', line.difference,
      'standard_error', line.standard_error,
      'degrees_of_freedom', line.degrees_of_freedom,
      'statistic', line.statistic,
      'p_value', line.p_value,
      'log_p_value', line.log_p_value,
      'p_value_adjusted', line.p_value_adjusted,
      'interval', case when line.interval_low is not null
        then jsonb_build_array(line.interval_low, line.interval_high) end,
      'level', line.level,
      'lift', line.lift,
      'lift_interval', case when line.lift_low is not null then jsonb_build_array(line.lift_low, line.lift_high) end,
      'lift_method', line.lift_method,
      'decision', line.decision,
      'phases_used', line.phases_used,
      'heterogeneity_p_value', line.heterogeneity_p_value,
      'detectable_difference', line.detectable_effect,
      'minimum_effect', line.minimum_effect,
      'power', line.power,
      'state', line.state,
      'note', line.note)
    || case
      when line.method in ('welch', 'welch_mantel_haenszel') then '{}'
      else jsonb_build_object('fixed_horizon', jsonb_build_object(
        'p_value', line.fixed_p_value,
        'log_p_value', line.fixed_log_p_value,
        'interval', case when line.fixed_interval_low is not null
          then jsonb_build_array(line.fixed_interval_low, line.fixed_interval_high) end))
    end
    || case
      when line.uncapped_difference is null then '{}'
      else jsonb_build_object('uncapped', jsonb_build_object(
        'difference', line.uncapped_difference,
        'standard_error', line.uncapped_standard_error,
        'p_value', line.uncapped_p_value,
        'interval', case when line.uncapped_interval_low is not null
          then jsonb_build_array(line.uncapped_interval_low, line.uncapped_interval_high) end))
    end
    || case
      when line.mixing_variance is null then '{}'
      else jsonb_build_object('always_valid', jsonb_build_object(
        'mixing_variance', line.mixing_variance,
        'look_p_value', line.look_p_value,
        'running_interval', jsonb_build_array(line.running_interval_low, line.running_interval_high)))
    end
    || case
      when line.analysis is null then '{}'
      else jsonb_build_object('group_sequential', jsonb_build_object(
        'analysis', line.analysis,
        'difference', line.analysed_difference,
        'estimate', line.median_unbiased_difference,
        'information', line.information,
        'boundary', line.boundary,
        'alpha_spent', line.alpha_spent))
    end
    || case
      when line.adjusted_difference is null then '{}'
      else jsonb_build_object('adjusted', jsonb_build_object(
        'difference', line.adjusted_difference,
        'standard_error', line.adjusted_standard_error,
        'p_value', line.adjusted_p_value,
        'interval', case when line.adjusted_interval_low is not null
          then jsonb_build_array(line.adjusted_interval_low, line.adjusted_interval_high) end,
        'variance_ratio', line.variance_ratio))
    end
  );
end
$$;

comment on function report.comparison_object(report.line) is
  'An element of the document''s comparisons; it has "adjusted" when the metric has a covariate, "uncapped" when it has a '
  'cap, and of sequential methods "fixed_horizon" (what one look at a planned sample would say) and "always_valid" or '
  '"group_sequential".';

grant execute on function report.comparison_object(report.line) to splitplot_analyst, splitplot_reporter;
