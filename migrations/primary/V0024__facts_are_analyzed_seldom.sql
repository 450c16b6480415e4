-- Tables that only grow with facts are analyzed and vacuumed each time that they have grown by half.
--
-- Each time costs every writer the plans of its long statements, tens of milliseconds during which requests wait. With
-- the usual tenth (and 50 rows) that was a dozen times a minute on the first day; and as these plans look
-- rows up by index whatever the statistics say, it was for nothing.

alter table splitplot.first_assignment set (
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000,
  autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000);
alter table splitplot.session set (
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000,
  autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000);
alter table splitplot.session_variant set (
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000,
  autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000);
alter table splitplot.exposure_id set (
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000,
  autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000);
alter table splitplot.event_id set (
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000,
  autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000);

-- Partitions that are there; make_fact_day() makes new ones so.
do $$
declare
  partition regclass;
begin
  for partition in
    select i.inhrelid::regclass
    from pg_inherits i
    where i.inhparent in ('splitplot.exposure'::regclass, 'splitplot.event'::regclass)
  loop
    execute format(
      'alter table %s set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000, '
      'autovacuum_vacuum_insert_scale_factor = 0.5, autovacuum_vacuum_insert_threshold = 100000)', partition);
  end loop;
end
$$;
