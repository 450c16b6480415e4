-- make_fact_day(day): the partitions of a day, unless they are there.
--
-- Made apart and then attached, as that does not shut out those who store facts meanwhile. Analyzed seldom, see V0024.

create or replace function splitplot.make_fact_day(day date)
  returns boolean
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
as $$
declare
  fact text;
  partition text;
  is_made boolean := false;
begin
  foreach fact in array array['exposure', 'event'] loop
    partition := fact || '_' || to_char(day, 'YYYYMMDD');
    continue when to_regclass('splitplot.' || partition) is not null;
    perform pg_advisory_xact_lock(hashtext('splitplot.fact_day'));
    continue when to_regclass('splitplot.' || partition) is not null;
    execute format('create table splitplot.%I (like splitplot.%I including defaults including constraints) '
      'with (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000, '
      'autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000)',
      partition, fact);
    execute format('alter table splitplot.%I attach partition splitplot.%I for values from (%L) to (%L)',
      fact, partition, day, day + 1);
    is_made := true;
  end loop;
  return is_made;
end
$$;

comment on function splitplot.make_fact_day(date) is
  'Makes the partitions of exposure and event for a day in UTC; says whether one was missing.';
