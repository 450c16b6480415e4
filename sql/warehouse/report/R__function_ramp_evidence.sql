-- ramp_evidence(experiment, metrics): what a ramp looks at before it goes on.
--
-- Ramps are looked at all the time, so every p-value is always valid: that of the shares by the Bayes factors of the
-- phases multiplied (Lindon and Malek 2022), those of harm by the half-normal mixture (Waudby-Smith et al. 2024) on
-- the difference that is combined over phases by Mantel-Haenszel, tuned for the planned units of the experiment and
-- alpha 0.05. They hold for any alpha; a variance that is estimated needs 100 units in each arm first. A proportion
-- that fewer than 10 units have is no evidence of harm: its variance is not worth anything yet.

create or replace function report.ramp_evidence(experiment text, metrics text[])
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
declare
  looked_at constant splitplot.experiment := report.find_experiment(experiment);
  instant constant timestamptz := report.instant(null);
  batch constant etl.batch := report.batch_at(instant);
begin
  return jsonb_build_object(
    'as_of', instant,
    'data_as_of', nullif(batch.visible_at, '-infinity'),
    'units', (
      select coalesce(jsonb_object_agg(t.variant, t.unit_count), '{}')
      from report.ramp_units(looked_at.experiment_id, batch) t),
    'sample_ratio', (
      select to_jsonb(r) from report.ramp_sample_ratio(looked_at.experiment_id, batch) r),
    'guardrails', (
      with line as materialized (
        select l.* from report.lines(looked_at, batch, instant) l where l.metric = any (metrics)
      )
      select coalesce(jsonb_agg(to_jsonb(g) order by g.metric, g.variant), '[]')
      from line t
      join line c on c.metric = t.metric and c.is_control
      cross join lateral report.ramp_guardrail(looked_at, c::report.line, t::report.line) g
      where not t.is_control));
end
$$;

comment on function report.ramp_evidence(text, text[]) is
  'Object of as_of, data_as_of (null: no data), units (of each variant with a weight in the newest phase, over all '
  'phases), sample_ratio {p_value, unplanned_units}, guardrails: see report.ramp_guardrail(), for each of the metrics '
  'and each variant but the control. SP404 unknown_experiment.';

grant execute on function report.ramp_evidence(text, text[]) to splitplot_analyst, splitplot_reporter;
