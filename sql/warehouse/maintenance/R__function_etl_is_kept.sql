-- is_kept(batch_id, visible_at): does this batch stay when batches are thinned? The last of its minute does, and whatever
-- somebody looked at or analysed.

create or replace function etl.is_kept(batch_id bigint, visible_at timestamptz)
  returns boolean
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select not exists (
      select
      from etl.batch later
      where later.visible_at > is_kept.visible_at
        and later.visible_at < date_bin('1 minute', is_kept.visible_at, 'epoch') + interval '1 minute')
    or exists (select from report.look l where l.batch_id = is_kept.batch_id)
    or exists (select from report.comparison_look l where l.batch_id = is_kept.batch_id)
    or exists (select from report.analysis a where a.batch_id = is_kept.batch_id)
$$;

comment on function etl.is_kept(bigint, timestamptz) is
  'Whether a batch of etl.batch is the last of its minute, or remembered by report.look, comparison_look or analysis.';

grant execute on function etl.is_kept(bigint, timestamptz) to splitplot_analyst, splitplot_reporter;
