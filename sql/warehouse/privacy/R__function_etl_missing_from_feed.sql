-- missing_from_feed(wanted): what keeps the warehouse from having all that the primary had written at a position.
--
-- The apply worker is one process: when it has confirmed a position, it has applied everything before. Tables that are
-- still being copied have workers of their own. A warehouse without a subscription misses nothing: a new one begins
-- with a copy of what the primary has then.

create or replace function etl.missing_from_feed(wanted pg_lsn)
  returns text
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select case
    when count(s.oid) = 0 then ''
    when max(w.pid) is null then 'its apply worker does not run, the log of its server tells why'
    when exists (select from pg_subscription_rel r where r.srsubid = min(s.oid) and r.srsubstate <> 'r')
      then 'tables are still being copied'
    when max(w.latest_end_lsn) >= wanted then ''
    else format('it has applied %s of %s', max(w.latest_end_lsn), wanted)
  end
  from pg_subscription s
  left join pg_stat_subscription w on w.subid = s.oid and w.relid is null
  where s.subname = 'splitplot_feed'
    and s.subdbid = (select d.oid from pg_database d where d.datname = current_database())
$$;

comment on function etl.missing_from_feed(pg_lsn) is 'Empty when nothing is missing, else a reason for people.';

grant execute on function etl.missing_from_feed(pg_lsn) to splitplot_privacy;
