-- What keeps the warehouse quick to read and free of bloat without anybody looking after it.

set lock_timeout = '10s';

-- Exports of some days read those days. Facts come in nearly in this order, so some bytes for a megabyte of facts are enough.
create index exposure_by_time on fact.exposure using brin (occurred_at);
create index event_by_time on fact.event using brin (occurred_at);

-- By default a table is vacuumed when a fifth of it has changed: of a hundred million rows that is twenty million.

-- Facts are only added. Vacuuming what has been added makes index-only scans possible; freezing it at once (rows never change
-- again) leaves nothing to do when transaction numbers run out. The planner must hear of new facts soon: it would
-- count on few rows in a table that has grown quickly.
alter table fact.exposure set (
  autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_freeze_min_age = 0,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 5000);
alter table fact.event set (
  autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_freeze_min_age = 0,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 5000);

-- Units are only added, too, and looked up by each advance.
alter table rollup.unit set (
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 20000,
  autovacuum_freeze_min_age = 0,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000);

-- A row for each unit, changed again and again. An update finds room on its page when the dead rows of earlier ones
-- are cleared away, which vacuum does where nobody reads; so it has to come by before a fiftieth is dead.
alter table rollup.exposed_unit set (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 20000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000);
alter table rollup.unit_metric set (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 20000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000);

-- Few rows that each advance changes: always some thousand dead ones and no more, whatever their share, so that they stay in
-- some pages for good. Vacuuming them takes milliseconds.
alter table rollup.traffic set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
alter table rollup.moments set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

-- Some rows a second, of which the newest is read: the planner has to know where the end is.
alter table etl.batch set (
  autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_freeze_min_age = 0);
