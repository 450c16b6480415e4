-- exposure_problem(code, ...): why an exposure is refused, in a sentence.

create or replace function splitplot.exposure_problem(
  code text, experiment text, unit_type text, variant text, occurred_at timestamptz)
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select case code
    when 'unknown_experiment' then format('experiment: there is no experiment %s', experiment)
    when 'no_unit' then format('unit.%s is missing: experiment %s assigns by it', unit_type, experiment)
    when 'not_running' then format('experiment: %s was not running at %s', experiment, occurred_at)
    when 'unknown_variant' then format('variant: experiment %s has no variant %s', experiment, variant)
    when 'variant_missing' then format('variant is missing: experiment %s is assigned elsewhere', experiment)
    when 'forced' then format('unit.%s: the unit''s variant of experiment %s is forced, so it is not analysed',
      unit_type, experiment)
    when 'not_targeted' then format('attributes: the unit is not targeted by experiment %s', experiment)
    when 'not_in_traffic' then format('unit.%s: the unit is not in the traffic of experiment %s', unit_type, experiment)
    when 'holdout' then format('unit.%s: the unit is held out of experiment %s', unit_type, experiment)
    when 'variant_mismatch' then format('variant: the unit''s variant of experiment %s is not %s', experiment, variant)
    when 'session_conflict' then format(
      'unit.session: the session has seen another variant of experiment %s; tell of log-ins by POST /v1/identities',
      experiment)
    else splitplot.fact_problem(code, occurred_at)
  end
$$;

comment on function splitplot.exposure_problem(text, text, text, text, timestamptz) is
  'The sentence for a code of judge_exposures; it begins with the field. Null for null.';
