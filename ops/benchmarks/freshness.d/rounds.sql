-- Rounds of the rollups since the beginning: how many, milliseconds (median and 99th percentile), events and units of one.

select count(*),
  1000 * extract(epoch from percentile_disc(0.5) within group (order by b.visible_at - b.started_at)),
  1000 * extract(epoch from percentile_disc(0.99) within group (order by b.visible_at - b.started_at)),
  avg(b.event_count), avg(b.unit_count)
from etl.batch b
where b.batch_id > (select batch_id from bench.beginning)
