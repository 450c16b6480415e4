-- document_at(experiment, batch, instant, lines): the report as JSON, as known at the batch.

create or replace function report.document_at(
  experiment splitplot.experiment, batch etl.batch, instant timestamptz, lines report.line[])
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  state constant text := report.state_at(experiment, instant);
  units bigint;
  traffic jsonb;
  health jsonb;
  failed text;
begin
  select
    coalesce(sum(t.unit_count), 0),
    coalesce(jsonb_agg(jsonb_build_object(
      'phase', t.phase, 'variant', t.variant, 'units', t.unit_count,
      'share', t.share, 'expected_share', t.expected_share, 'sample_ratio_p_value', t.ratio_p_value,
      'began_at', lower(t.valid), 'ended_at', upper(t.valid)) order by t.phase, t.position), '[]')
  into units, traffic
  from report.traffic_of(experiment.experiment_id, batch) t;
  select
    jsonb_agg(jsonb_build_object('check', h.check_name, 'state', h.state, 'p_value', h.p_value, 'detail', h.detail)),
    string_agg(format('the %s check failed (%s)', replace(h.check_name, '_', ' '),
      coalesce(report.short_p(h.p_value), h.detail)), '; ') filter (where h.state = 'fail')
  into health, failed
  from report.health(experiment, lines, batch) h;
  return jsonb_build_object(
    'experiment', experiment.key,
    'as_of', instant,
    'data_as_of', nullif(batch.visible_at, '-infinity'),
    'state', case when units = 0 and state <> 'draft' then 'no_data' else state end,
    'method', experiment.method,
    'look', report.look_number(experiment.experiment_id, batch.batch_id),
    'verdict', report.verdict(experiment, state, units, lines, failed),
    'warnings', report.warnings(experiment, state, units, lines),
    'health', health,
    'traffic', traffic,
    'metrics', report.metric_objects(lines));
end
$$;

comment on function report.document_at(splitplot.experiment, etl.batch, timestamptz, report.line[]) is
  'The report of an experiment as known at a batch, see report.document().';

grant execute on function report.document_at(splitplot.experiment, etl.batch, timestamptz, report.line[])
  to splitplot_analyst, splitplot_reporter;
