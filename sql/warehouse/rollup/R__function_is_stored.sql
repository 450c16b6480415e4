-- is_stored(experiment_id, batch_id): are the rollups what was known of an experiment at a batch?
--
-- At the newest batch they are. Of a sealed experiment they are so for every batch since then; what was before would have to
-- be computed from facts that are gone, which is refused.

create or replace function rollup.is_stored(experiment_id integer, batch_id bigint)
  returns boolean
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
declare
  sealed constant rollup.sealed := (select s from rollup.sealed s where s.experiment_id = is_stored.experiment_id);
begin
  if is_stored.batch_id < sealed.after_batch_id then
    perform report.refuse('422', 'facts_dropped', 'as_of',
      format(
        'what was known of experiment %s at that time cannot be computed any more: its facts that arrived until %s were dropped',
        coalesce((select e.key from splitplot.experiment e where e.experiment_id = is_stored.experiment_id),
          is_stored.experiment_id::text),
        sealed.lost_until),
      format('ask for an instant since %s', (
        select b.visible_at from etl.batch b where b.batch_id = sealed.after_batch_id)));
  end if;
  return sealed.experiment_id is not null or is_stored.batch_id = (select max(b.batch_id) from etl.batch b);
end
$$;

comment on function rollup.is_stored(integer, bigint) is
  'Whether the rollups hold what was known of the experiment at the batch; else it can be computed from facts. SP422 '
  'facts_dropped when it can''t.';
