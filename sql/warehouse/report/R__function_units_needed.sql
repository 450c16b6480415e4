-- units_needed(test, effect, spread, compared_share): how many units the experiment needs to find an effect.
--
-- spread is the standard error that the difference would have with one unit in the experiment; with n units it is
-- spread / sqrt(n). Only of an always-valid test the factor depends on n; the smallest effect found falls with n there,
-- too, so the answer is found by halving. That a method judges no fewer than report.arm_units_min() is for the caller to see to.

create or replace function report.units_needed(test jsonb, effect float8, spread float8, compared_share float8)
  returns float8
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  units_max constant float8 := 1e15;
  low float8 := 1;
  high float8 := units_max;
  middle float8;
begin
  -- the factor is between 1 and 1000, so squares cannot overflow below
  if effect <= 0 or spread / effect >= sqrt(units_max) then
    return null;
  end if;
  if test ->> 'method' <> 'always_valid' then
    return nullif(
      least(stats.square(report.detection_factor(test, null) * spread / effect), units_max), units_max);
  end if;
  if report.detection_factor(test, high * compared_share) * spread / sqrt(high) > effect then
    return null;
  end if;
  while high - low > 1e-9 * high loop
    middle := sqrt(low) * sqrt(high);
    if report.detection_factor(test, middle * compared_share) * spread / sqrt(middle) > effect then
      low := middle;
    else
      high := middle;
    end if;
  end loop;
  return high;
end
$$;

comment on function report.units_needed(jsonb, float8, float8, float8) is
  'Units of the whole experiment, not rounded, with which the test (see report.planned_test()) finds an effect with its '
  'power; compared_share: the part of the units in the control and the treatment. Null: more than 10^15, or not known.';

grant execute on function report.units_needed(jsonb, float8, float8, float8) to splitplot_analyst, splitplot_reporter;
