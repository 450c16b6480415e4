-- record_look(experiment_key): the report's lines of now, after writing down that they were looked at.
--
-- Batches are looked at in their order: the batch is chosen under a lock that is held until the look is stored. So a
-- report at a batch knows every look at an earlier one. Who looks at the same batch again needs no lock. Where looks
-- cannot be stored (on a standby, in a read-only transaction) or somebody holds the lock for long, the report is made all
-- the same; that look does not count.
--
-- Runs as its owner: nobody else may write looks, and the numbers in them are computed here.

create or replace function report.record_look(
  experiment_key text, out instant timestamptz, out batch etl.batch, out lines report.line[])
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '2s'
as $$
declare
  reported constant splitplot.experiment := report.find_experiment(experiment_key);
  reader constant text := coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user);
  is_recorded boolean;
begin
  instant := report.instant(null);
  batch := report.batch_at(instant);
  is_recorded := not current_setting('transaction_read_only')::boolean and not exists (
    select
    from report.look k
    where k.experiment_id = reported.experiment_id and k.batch_id = batch.batch_id and k.looked_by = reader);
  if is_recorded then
    begin
      perform pg_advisory_xact_lock(hashtext('splitplot.look'), reported.experiment_id);
      instant := report.instant(null);
      batch := report.batch_at(instant);
    exception
      when lock_not_available then is_recorded := false;
    end;
  end if;
  select array_agg(l) into lines from report.lines(reported, batch, instant) l;
  if not is_recorded then
    return;
  end if;
  insert into report.look (experiment_id, batch_id, looked_by, number, looked_at)
  values (reported.experiment_id, batch.batch_id, reader,
          report.look_number(reported.experiment_id, batch.batch_id), instant)
  on conflict do nothing;
  insert into report.comparison_look
    (experiment_id, batch_id, metric_id, variant_id, difference, standard_error, p_value, mixing_variance,
     running_log_p_value, running_interval_low, running_interval_high)
  select
    reported.experiment_id, batch.batch_id, l.metric_id, l.variant_id, l.difference, l.standard_error, l.look_p_value,
    l.mixing_variance, l.log_p_value, l.running_interval_low, l.running_interval_high
  from unnest(lines) l
  where l.look_p_value is not null
  on conflict do nothing;
end
$$;

comment on function report.record_look(text) is
  'Instant, batch and lines of the report of now. Stores the look: who (splitplot.actor, else the session''s role), when, '
  'at which batch, and what always-valid comparisons must remember. SP404 unknown_experiment.';

grant execute on function report.record_look(text) to splitplot_analyst, splitplot_reporter;
