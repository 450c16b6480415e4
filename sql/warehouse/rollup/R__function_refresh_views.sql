-- refresh_views(): brings the materialized views up to the newest batch when they are due; gives whether it did.
--
-- Concurrently: whoever reads goes on, and rows that are the same are not written. The rollups are only read, so advances go on,
-- too. All in one snapshot, so that what is told of the views is what they show: that takes a transaction of its own in
-- isolation level repeatable read. When two try at once, one of them finds nothing to do, or is refused (40001).

create or replace function rollup.refresh_views()
  returns boolean
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  known_views constant text[] := '{experiment_day,experiment_overview}';
  began_at timestamptz;
  refreshed_view text;
begin
  if current_setting('transaction_isolation') = 'read committed' then
    raise exception using
      errcode = 'SP409', constraint = 'not_one_snapshot',
      message = 'materialized views are refreshed in isolation level repeatable read',
      hint = 'begin isolation level repeatable read; select rollup.refresh_views(); commit;';
  end if;
  if not pg_try_advisory_xact_lock(hashtext('splitplot.refresh'))
    or (select min(r.refreshed_at) + (select u.refresh_every from etl.upkeep u) > clock_timestamp() from rollup.refreshed r)
  then
    return false;
  end if;
  foreach refreshed_view in array known_views loop
    began_at := clock_timestamp();
    execute format('refresh materialized view concurrently rollup.%I', refreshed_view);
    update rollup.refreshed r
    set (refreshed_at, took, batch_id, data_as_of) =
      (began_at, clock_timestamp() - began_at, b.batch_id, nullif(b.visible_at, '-infinity'))
    from (select * from etl.batch order by batch_id desc limit 1) b
    where r.view_name = refreshed_view;
  end loop;
  return true;
end
$$;

comment on function rollup.refresh_views() is
  'Refreshes rollup.experiment_day and rollup.experiment_overview when they are older than etl.upkeep.refresh_every; gives '
  'whether it did. SP409 not_one_snapshot.';

grant execute on function rollup.refresh_views() to splitplot_etl;
