-- traffic(experiment, as_of): how many units each variant got in each phase, and whether that is what
-- the weights promise.

create or replace function report.traffic(
  experiment text, inout as_of timestamptz default null, out data_as_of timestamptz,
  out phase integer, out valid tstzrange, out variant text, out is_control boolean, out units bigint,
  out share float8, out expected_share float8, out several_variants bigint, out sample_ratio_p_value float8)
  returns setof record
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  reported constant splitplot.experiment := report.find_experiment(experiment);
begin
  as_of := report.instant(as_of);
  return query
  select
    as_of, nullif(b.visible_at, '-infinity'), t.phase, t.valid, t.variant, t.is_control, t.unit_count,
    t.share, t.expected_share, t.multiple_count, t.ratio_p_value
  from report.batch_at(as_of) b
  cross join lateral report.traffic_of(reported.experiment_id, b) t
  order by t.phase, t.position;
end
$$;

comment on function report.traffic(text, timestamptz) is
  'Exposed units by phase of first exposure and variant; shares of the phase; several_variants: units '
  'that were exposed to others, too; the p-value is that of the phase''s sample-ratio test. SP404 '
  'unknown_experiment.';

grant execute on function report.traffic(text, timestamptz) to splitplot_analyst, splitplot_reporter;
