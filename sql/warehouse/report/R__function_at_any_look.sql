-- at_any_look(...): a second view of a comparison, judged so that it may be looked at as often as the comparison itself.
--
-- With a covariate or without a cap a comparison has other numbers, and these must not promise more than the declared
-- method does: where that allows many looks, they are those of stats.always_valid() at this look, from 100 units in each arm.

create or replace function report.at_any_look(
  method text, difference float8, standard_error float8, control_units bigint, treatment_units bigint,
  planned_units float8, level float8, inout p_value float8, inout interval_low float8, inout interval_high float8)
  language plpgsql immutable
  set search_path = pg_catalog, pg_temp
as $$
begin
  if method = 'fixed_horizon' then
    return;
  end if;
  p_value := null;
  interval_low := null;
  interval_high := null;
  if standard_error > 0 and least(control_units, treatment_units) >= 100 then
    select v.p_value, v.interval_low, v.interval_high
    into p_value, interval_low, interval_high
    from stats.always_valid(
      difference, standard_error,
      stats.mixing_variance(standard_error, control_units + treatment_units, planned_units, level), level) v;
  end if;
end
$$;

comment on function report.at_any_look(
  text, float8, float8, bigint, bigint, float8, float8, float8, float8, float8) is
  'p-value and interval: those given for fixed_horizon; for other methods the always-valid ones, null below 100 units in an '
  'arm.';

grant execute on function report.at_any_look(
  text, float8, float8, bigint, bigint, float8, float8, float8, float8, float8) to splitplot_analyst, splitplot_reporter;
