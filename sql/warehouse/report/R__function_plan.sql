-- plan(experiment, options): how large an experiment must be, and how long that takes.
--
-- History and traffic come from the newest batch. Nothing here shows an effect of the experiment itself, so planning is no
-- look at it: of a running one only the control is read, and how well the covariate predicts.
--
-- The planner thinks that this is much work, and compiling for that takes a hundred times as long as doing it.

create or replace function report.plan(experiment text, options jsonb default '{}')
  returns jsonb
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set jit = off
as $$
declare
  planned constant splitplot.experiment := report.find_experiment(experiment);
  given constant jsonb := report.plan_options(options);
  instant constant timestamptz := report.instant(null);
  batch constant etl.batch := report.batch_at(instant);
  traffic record;
  keys text[];
begin
  select array_agg(m.key) into keys
  from splitplot.experiment_metric em
  join splitplot.metric m using (metric_id)
  where em.experiment_id = planned.experiment_id;
  if given ? 'metric' and given ->> 'metric' <> all (coalesce(keys, '{}')) then
    perform report.refuse('422', 'unknown_metric', 'metric', 'metric: the experiment has no such metric');
  end if;
  if given ? 'baseline_mean' and not given ? 'metric' and cardinality(keys) > 1 then
    perform report.refuse('422', 'missing_field', 'metric',
      'metric: a baseline is that of one metric, and the experiment has several');
  end if;
  select t.* into traffic
  from report.plan_traffic(planned, instant::date, (given ->> 'units_per_day')::float8) t;
  return jsonb_build_object(
    'experiment', planned.key,
    'as_of', instant,
    'data_as_of', nullif(batch.visible_at, '-infinity'),
    'state', report.state_at(planned, instant),
    'unit_type', (select ut.key from splitplot.unit_type ut where ut.unit_type_id = planned.unit_type_id),
    'method', planned.method,
    'power', given -> 'power',
    'traffic', to_jsonb(traffic),
    'assumptions', jsonb_build_array(
      'both arms vary as the control of the baseline did, and tests are two-sided',
      'primary comparisons share alpha by Bonferroni, which the report never asks more than',
      'a unit counts on the day that it is first exposed to any experiment on its unit type: units that come back are not '
        'counted, so there may be more traffic, and the duration may be shorter',
      'an always-valid test is planned for one look at the end: its power is at least what is planned',
      'a covariate is said to help as much as it did in the baseline; the declared method decides without it'),
    'metrics', report.plan_metrics(planned, batch, given, traffic.experiment_units_per_day));
end
$$;

comment on function report.plan(text, jsonb) is
  'What an experiment needs: power, traffic (see report.plan_traffic()), assumptions, and metrics (see '
  'report.plan_metrics()). options: effect (relative, instead of the metrics'' minimum effects), power (0.8), metric (only '
  'this one), baseline_mean and baseline_sd (instead of history), units_per_day (instead of measured traffic), inflation '
  '(of the group-sequential test). SP404 unknown_experiment; SP422 names the option.';

grant execute on function report.plan(text, jsonb) to splitplot_analyst, splitplot_reporter;
