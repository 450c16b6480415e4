-- partition: the partitions of fact.exposure and fact.event, by the newest day they hold.

create or replace view fact.partition as
select
  parent.relname::text as fact,
  child.relname::text as partition,
  substring(pg_get_expr(child.relpartbound, child.oid) from $$ TO \('(.*)'\)$$)::date - 1 as day,
  pg_total_relation_size(child.oid) as bytes,
  greatest(child.reltuples, 0)::bigint as row_count,
  child.relallvisible >= pg_relation_size(child.oid) / current_setting('block_size')::integer as is_at_rest
from pg_inherits i
join pg_class parent on parent.oid = i.inhparent
join pg_class child on child.oid = i.inhrelid
where parent.oid in ('fact.exposure'::regclass, 'fact.event'::regclass);

comment on view fact.partition is 'One row for each partition of fact.exposure and fact.event.';
comment on column fact.partition.day is
  'The day of arrival, in UTC, whose facts it holds. What a warehouse had before it had days holds all days before, too.';
comment on column fact.partition.bytes is 'Its size with its indexes.';
comment on column fact.partition.row_count is 'About how many facts it holds, as last analysed.';
comment on column fact.partition.is_at_rest is
  'All that it holds is known to be visible to all. When a day is over, that means that it is frozen.';

grant select on fact.partition to splitplot_analyst, splitplot_etl;
