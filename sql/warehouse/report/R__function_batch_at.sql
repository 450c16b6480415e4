-- batch_at(instant): what was known at an instant: the last batch that was visible then.

create or replace function report.batch_at(instant timestamptz)
  returns etl.batch
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select b.*
  from etl.batch b
  where b.visible_at <= batch_at.instant
  order by b.visible_at desc
  limit 1
$$;

comment on function report.batch_at(timestamptz) is 'The newest batch with visible_at at or before the instant.';

grant execute on function report.batch_at(timestamptz) to splitplot_analyst, splitplot_reporter;
