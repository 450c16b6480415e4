-- begin_analysis(experiment_key): what a group-sequential analysis of now needs to have computed.
--
-- Boundaries take iterated integrals, which SQL is the wrong place for. The caller computes them and stores them by
-- report.record_analysis() in the same transaction; until then nobody else can begin one.

create or replace function report.begin_analysis(experiment_key text)
  returns jsonb
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '2s'
as $$
declare
  analysed constant splitplot.experiment := report.find_experiment(experiment_key);
  instant timestamptz;
  batch etl.batch;
begin
  if analysed.method ->> 'kind' is distinct from 'group_sequential'
    or current_setting('transaction_read_only')::boolean
  then
    return null;
  end if;
  instant := report.instant(null);
  batch := report.batch_at(instant);
  if not exists (select from report.due_comparisons(analysed, batch, instant)) then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtext('splitplot.look'), analysed.experiment_id);
  instant := report.instant(null);
  batch := report.batch_at(instant);
  return (
    select jsonb_build_object(
      'batch_id', batch.batch_id,
      'alpha', (1 - report.level(analysed)) / (
        select count(*)
        from splitplot.experiment_metric em
        join splitplot.variant v on v.experiment_id = em.experiment_id and not v.is_control
        where em.experiment_id = analysed.experiment_id and em.role = 'primary'),
      'spending', coalesce(analysed.method ->> 'spending', 'obf'),
      'parameter', analysed.method -> 'spending_parameter',
      'comparisons', jsonb_agg(to_jsonb(d) order by d.metric_id, d.variant_id))
    from report.due_comparisons(analysed, batch, instant) d
    having count(*) > 0
  );
end
$$;

comment on function report.begin_analysis(text) is
  'batch_id, alpha (two-sided, of one comparison: that of the experiment divided by the number of primary comparisons), '
  'spending with its parameter, and the comparisons that are due, see report.due_comparisons(). Null when none is, or '
  'nothing could be stored. SP404 unknown_experiment.';

grant execute on function report.begin_analysis(text) to splitplot_analyser;
