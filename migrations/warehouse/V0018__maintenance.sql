-- What keeps the warehouse quick to read and free of bloat without anybody looking after it.

set lock_timeout = '10s';

-- Exports of some days read those days. Facts come in nearly in this order, so some bytes for a megabyte of facts are enough.
create index exposure_by_time on fact.exposure using brin (occurred_at);
create index event_by_time on fact.event using brin (occurred_at);
