-- plan_comparison(test, effect, baseline, variant, control_share, treatment_share, units_per_day): what one treatment needs.
--
-- Both arms are taken to vary alike. What is recommended is for the plain comparison by the declared method, because that
-- is what decides, and not less than a skewed metric needs (stats.skewness_units()).

create or replace function report.plan_comparison(
  test jsonb, effect float8, baseline jsonb, variant text, control_share float8, treatment_share float8,
  units_per_day float8)
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  planned constant jsonb := jsonb_build_object(
    'variant', variant, 'control_share', control_share, 'treatment_share', treatment_share);
  mean constant float8 := baseline ->> 'mean';
  deviation constant float8 := baseline ->> 'standard_deviation';
  variance_ratio constant float8 := baseline ->> 'variance_ratio';
  spread float8;
  sizes jsonb;
  units float8;
  skewness_units float8;
begin
  if control_share is null then
    return planned || jsonb_build_object('note', 'the experiment has no control');
  end if;
  if least(control_share, treatment_share) <= 0 then
    return planned || jsonb_build_object('note', format('%s gets no traffic in the newest phase',
      case when control_share <= 0 then 'the control' else 'the variant' end));
  end if;
  if mean = 0 or deviation = 0 or mean is null or deviation is null then
    return planned;
  end if;
  spread := stats.planned_standard_error(deviation, control_share, deviation, treatment_share);
  skewness_units := stats.skewness_units((baseline ->> 'skewness')::float8) / least(control_share, treatment_share);
  sizes := report.plan_sizes(
    test, effect * abs(mean), spread, variance_ratio, control_share, treatment_share, units_per_day);
  select (s ->> 'units')::float8 into units
  from jsonb_array_elements(sizes) s
  where s ->> 'method' = test ->> 'method' and not (s ->> 'with_covariate')::boolean;
  return planned || jsonb_build_object(
    'sizes', case when effect is not null then sizes end,
    'skewness_units', ceil(skewness_units)::bigint,
    'recommended', case when units is not null then
      report.plan_duration(greatest(units, skewness_units), units_per_day) end,
    'curve', case when units_per_day is not null then report.plan_curve(
      test, mean, spread, variance_ratio, control_share, treatment_share, units_per_day) end,
    'note', case when skewness_units > units then format(
      'the skewness of %s asks for more units than the power does, %s in the smaller arm',
      report.short((baseline ->> 'skewness')::float8),
      ceil(skewness_units * least(control_share, treatment_share))) end);
end
$$;

comment on function report.plan_comparison(jsonb, float8, jsonb, text, float8, float8, float8) is
  'variant, shares, sizes (see report.plan_sizes()), skewness_units of the whole experiment, recommended duration, curve '
  '(see report.plan_curve()), note. effect: relative; without one there are no sizes. Without a baseline that varies only '
  'the shares.';

grant execute on function report.plan_comparison(jsonb, float8, jsonb, text, float8, float8, float8)
  to splitplot_analyst, splitplot_reporter;
