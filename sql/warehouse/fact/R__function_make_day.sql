-- make_day(day): the partitions of a day, unless they are there.
--
-- Made apart and then attached, as that does not shut out those who store facts meanwhile.
--
-- By default a table is vacuumed and analyzed when a fifth of it has changed. Facts are only added: vacuuming what has been
-- added makes index-only scans possible; freezing it at once (rows never change again) leaves nothing to do when transaction
-- numbers run out. Each analysis costs the rollups all their plans, so there are few.

create or replace function fact.make_day(day date)
  returns boolean
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
declare
  fact text;
  partition text;
begin
  if fact.has_day(day) then
    return false;
  end if;
  perform pg_advisory_xact_lock(hashtext('splitplot.fact_day'));
  if fact.has_day(day) then
    return false;
  end if;
  foreach fact in array array['exposure', 'event'] loop
    partition := fact || '_' || to_char(day, 'YYYYMMDD');
    execute format('create table fact.%I (like fact.%I including defaults including constraints) with ('
      'autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000, '
      'autovacuum_freeze_min_age = 0, autovacuum_analyze_scale_factor = 0.2, autovacuum_analyze_threshold = 20000)',
      partition, fact);
    execute format('alter table fact.%I attach partition fact.%I for values from (%L) to (%L)', fact, partition, day, day + 1);
  end loop;
  return true;
end
$$;

comment on function fact.make_day(date) is
  'Makes the partitions of fact.exposure and fact.event for a day in UTC; says whether they were missing.';
