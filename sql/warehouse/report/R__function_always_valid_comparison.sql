-- always_valid_comparison(...): a difference judged so that one may look at it as often as one likes.
--
-- The p-value is the smallest of all looks so far, this one included, and so never grows; the interval is that of this
-- look. Both are of stats.always_valid(). The mixing variance must not move with the data, so it is fixed at the first
-- look that can be judged, for the planned units. The variance is an estimate, which is not worth anything at first:
-- there is no judgement before 100 units in each arm, nor before 10 conversions in each of a proportion.

create or replace function report.always_valid_comparison(
  kind text, control_units bigint, treatment_units bigint, smallest_sum numeric, difference float8,
  standard_error float8, planned_units float8, level float8, previous report.comparison_look,
  out p_value float8, out log_p_value float8, out interval_low float8, out interval_high float8,
  out mixing_variance float8, out look_p_value float8, out running_low float8, out running_high float8, out state text)
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
declare
  units_min constant integer := 100;
  conversions_min constant integer := 10;
begin
  state := case
    when difference is null then 'insufficient_data'
    when least(control_units, treatment_units) < units_min then 'too_few_units'
    when kind in ('proportion', 'funnel', 'retention') and smallest_sum < conversions_min then 'too_few_conversions'
    when standard_error = 0 then 'zero_variance'
    else 'ok'
  end;
  if state = 'ok' then
    mixing_variance := coalesce(previous.mixing_variance, stats.mixing_variance(
      standard_error, control_units + treatment_units, planned_units, level));
    select v.p_value, v.log_p_value, v.interval_low, v.interval_high
    into look_p_value, log_p_value, interval_low, interval_high
    from stats.always_valid(difference, standard_error, mixing_variance, level) v;
    running_low := greatest(interval_low, previous.running_interval_low);
    running_high := least(interval_high, previous.running_interval_high);
  end if;
  log_p_value := least(log_p_value, previous.running_log_p_value);
  p_value := stats.exp_or_zero(log_p_value);
end
$$;

comment on function report.always_valid_comparison(
  text, bigint, bigint, numeric, float8, float8, float8, float8, report.comparison_look) is
  'p-value over all looks with its ln, interval of this look (null unless state is ok), running_low and running_high '
  'over all looks (low above high: the effect has drifted), look_p_value of this one alone. previous: the newest earlier '
  'look, or null. State: ok, insufficient_data, too_few_units, too_few_conversions, zero_variance.';

grant execute on function report.always_valid_comparison(
  text, bigint, bigint, numeric, float8, float8, float8, float8, report.comparison_look)
  to splitplot_analyst, splitplot_reporter;
