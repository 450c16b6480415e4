-- batch_at(instant): what was known at an instant: the last batch that was visible then.
--
-- In the time in which batches are thinned (etl.upkeep) the last one of those that stay. It does not matter whether the others
-- are deleted yet, so the answer never changes again.

create or replace function report.batch_at(instant timestamptz)
  returns etl.batch
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select b.*
  from etl.batch b
  where b.visible_at <= batch_at.instant
    and (b.visible_at > (select u.hidden_to from etl.upkeep u) or etl.is_kept(b.batch_id, b.visible_at))
  order by b.visible_at desc
  limit 1
$$;

comment on function report.batch_at(timestamptz) is
  'The newest batch with visible_at at or before the instant; of what is older than etl.upkeep.keep_batches, of the batches '
  'that stay.';

grant execute on function report.batch_at(timestamptz) to splitplot_analyst, splitplot_reporter;
