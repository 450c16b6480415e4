-- fact_partition: the partitions of exposure and event, by the day they hold.

create or replace view splitplot.fact_partition as
select
  parent.relname::text as fact,
  child.relname::text as partition,
  to_date(right(child.relname, 8), 'YYYYMMDD') as day,
  pg_total_relation_size(child.oid) as bytes
from pg_inherits i
join pg_class parent on parent.oid = i.inhparent
join pg_class child on child.oid = i.inhrelid
where parent.oid in ('splitplot.exposure'::regclass, 'splitplot.event'::regclass);

comment on view splitplot.fact_partition is 'One row for each partition of exposure and event.';
comment on column splitplot.fact_partition.day is 'The day in UTC whose facts it holds, by received_at.';
comment on column splitplot.fact_partition.bytes is 'Its size with its indexes.';

grant select on splitplot.fact_partition to splitplot_api, splitplot_analyst, splitplot_feed;
