-- index_health(): indexes that are broken or that nobody uses, and tables that are read whole too often.
--
-- Only with a week of statistics an index counts as unused: what reads it may come once a day. Those that keep a
-- constraint are of use without being read.

create or replace function etl.index_health()
  returns table (object text, bytes bigint, verdict text, command text)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  with counted as (
    select coalesce(d.stats_reset, pg_postmaster_start_time()) as since
    from pg_stat_database d
    where d.datname = current_database()
  ),
  indexes as (
    select
      format('%I.%I', s.schemaname, s.indexrelname) as name, pg_relation_size(s.indexrelid) as bytes, s.idx_scan, i.indisvalid,
      i.indisunique or exists (select from pg_constraint c where c.conindid = s.indexrelid) as keeps_a_rule
    from pg_stat_user_indexes s
    join pg_index i on i.indexrelid = s.indexrelid
    where s.schemaname in ('splitplot', 'fact', 'etl', 'rollup', 'report')
  )
  select i.name, i.bytes, 'it is not whole: making it was interrupted, and nobody reads it',
    format('reindex index concurrently %s', i.name)
  from indexes i
  where not i.indisvalid
  union all
  select i.name, i.bytes, format('nobody has used it since %s', to_char(c.since at time zone 'UTC', 'YYYY-MM-DD')),
    format('drop index concurrently %s', i.name)
  from indexes i
  cross join counted c
  where i.indisvalid and i.idx_scan = 0 and not i.keeps_a_rule and i.bytes > 16777216
    and c.since < now() - interval '7 days'
  union all
  select format('%I.%I', s.schemaname, s.relname), pg_relation_size(s.relid),
    format('it was read whole %s times, %s rows each time: does an index miss, or does somebody ask too much?',
      s.seq_scan, s.seq_tup_read / s.seq_scan),
    format(
      'select calls, mean_exec_time, query from pg_stat_statements where query ~ ''%s'' order by total_exec_time desc limit 5',
      s.relname)
  from pg_stat_user_tables s
  where s.schemaname in ('splitplot', 'fact', 'etl', 'rollup', 'report')
    and s.seq_scan > 1000 and s.seq_tup_read / s.seq_scan > 100000
  order by 2 desc, 1
$$;

comment on function etl.index_health() is
  'Indexes that are not whole or not used, and tables that are read whole again and again, with the command to type. '
  'Promise of a warehouse that is well: no rows.';

grant execute on function etl.index_health() to splitplot_analyst, splitplot_etl;
