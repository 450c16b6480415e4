-- record_analysis(experiment_key, analysed_batch_id, results): stores a group-sequential analysis.
--
-- Estimates are computed here again; of the results only what was computed outside is taken. As when the rollups advance,
-- the instant is taken under a lock that is held to the end, so a report knows exactly the analyses before its instant.

create or replace function report.record_analysis(experiment_key text, analysed_batch_id bigint, results jsonb)
  returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '2s'
as $$
declare
  analysed constant splitplot.experiment := report.find_experiment(experiment_key);
  batch constant etl.batch := (select b from etl.batch b where b.batch_id = analysed_batch_id);
  analysis_number integer;
  analysed_at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.look'), analysed.experiment_id);
  select 1 + coalesce(max(a.number), 0) into analysis_number
  from report.analysis a
  where a.experiment_id = analysed.experiment_id;
  perform pg_advisory_xact_lock(hashtext('splitplot.report'));
  analysed_at := clock_timestamp();
  insert into report.analysis (experiment_id, number, batch_id, analysed_at, analysed_by)
  values (analysed.experiment_id, analysis_number, analysed_batch_id, analysed_at,
          coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user));
  insert into report.analysis_comparison
    (experiment_id, number, metric_id, variant_id, information, difference, standard_error, statistic, boundary,
     alpha_spent, is_crossed, is_final, p_value, estimate, interval_low, interval_high)
  select
    analysed.experiment_id, analysis_number, d.metric_id, d.variant_id, d.information, d.difference, d.standard_error,
    d.difference / d.standard_error, r.boundary, r.alpha_spent,
    abs(d.difference / d.standard_error) >= r.boundary, d.is_final, r.p_value, r.estimate, r.interval_low,
    r.interval_high
  from report.due_comparisons(analysed, batch, analysed_at) d
  join jsonb_to_recordset(results) as r(
    metric_id integer, variant_id integer, boundary float8, alpha_spent float8, p_value float8, estimate float8,
    interval_low float8, interval_high float8)
    on r.metric_id = d.metric_id and r.variant_id = d.variant_id;
  return analysis_number;
end
$$;

comment on function report.record_analysis(text, bigint, jsonb) is
  'Stores what was computed for the comparisons of report.begin_analysis(), in its transaction; gives the analysis''s '
  'number. results: array of metric_id, variant_id, boundary, alpha_spent, interval_low, interval_high, and p_value and '
  'estimate where the comparison crosses or is final. SP404 unknown_experiment.';

grant execute on function report.record_analysis(text, bigint, jsonb) to splitplot_analyser;
