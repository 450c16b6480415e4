-- table_health(): how each table of the warehouse is, with a verdict.
--
-- The minimum is what the living rows need: their average widths as last analysed, headers, and the room that the fill
-- factor leaves on purpose. It is an estimate, some per cent too small because of alignment; values stored
-- apart are left out, as they are of bytes.
--
-- Partitions that are fine are told as one, under the name of their table; each of the others by itself.
--
-- Runs as its owner, who sees the statistics of all columns.

create or replace function etl.table_health()
  returns table (
    table_name text, total_bytes bigint, bytes bigint, minimum_bytes bigint, live_rows bigint, dead_rows bigint,
    hot_share numeric, vacuumed_at timestamptz, analyzed_at timestamptz, freeze_age integer, verdict text, command text)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  with seen as (
    select
      format('%I.%I', s.schemaname, s.relname) as name,
      (select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = s.relid) as partitioned,
      pg_total_relation_size(c.oid) as total_bytes,
      pg_relation_size(c.oid) as bytes,
      s.n_live_tup as live_rows,
      s.n_dead_tup as dead_rows,
      s.n_tup_upd as updates,
      s.n_tup_hot_upd as hot_updates,
      s.n_ins_since_vacuum as inserts_since_vacuum,
      s.n_mod_since_analyze as changes_since_analyze,
      greatest(s.last_vacuum, s.last_autovacuum) as vacuumed_at,
      greatest(s.last_analyze, s.last_autoanalyze) as analyzed_at,
      age(c.relfrozenxid) as freeze_age,
      width.row_bytes,
      width.columns,
      width.columns_with_null,
      coalesce((
        select o.option_value::integer from pg_options_to_table(c.reloptions) o where o.option_name = 'fillfactor'
      ), 100) as fill_factor
    from pg_stat_user_tables s
    join pg_class c on c.oid = s.relid
    cross join lateral (
      select
        sum(p.avg_width * (1 - p.null_frac)) as row_bytes,
        count(*) as columns,
        count(*) filter (where p.null_frac > 0) as columns_with_null
      from pg_stats p
      where p.schemaname = s.schemaname and p.tablename = s.relname
    ) width
    where s.schemaname in ('splitplot', 'fact', 'etl', 'rollup', 'report') and c.relkind <> 'p'
  ),
  sized as (
    select
      s.*,
      case
        when s.live_rows = 0 then 0
        when s.row_bytes is null then null
        else ceil(
          s.live_rows
          * (28 + case when s.columns_with_null > 0 then (s.columns + 7) / 8 else 0 end + ceil(s.row_bytes / 8) * 8)
          / (8168 * s.fill_factor / 100.0)) * 8192
      end::bigint as minimum_bytes
    from seen s
  ),
  judged as (
    select s.*, case when v.command is null then coalesce(s.partitioned, s.name) else s.name end as told_as, v.verdict, v.command
    from sized s
    cross join lateral etl.table_verdict(
      s.name, s.live_rows, s.dead_rows, s.bytes, s.minimum_bytes, s.updates, s.hot_updates, s.inserts_since_vacuum,
      s.changes_since_analyze, s.freeze_age, current_setting('autovacuum_freeze_max_age')::integer) v
  )
  select
    j.told_as, sum(j.total_bytes)::bigint, sum(j.bytes)::bigint, sum(j.minimum_bytes)::bigint, sum(j.live_rows)::bigint,
    sum(j.dead_rows)::bigint, round(sum(j.hot_updates) / nullif(sum(j.updates), 0), 3), max(j.vacuumed_at), max(j.analyzed_at),
    max(j.freeze_age), j.verdict, j.command
  from judged j
  group by j.told_as, j.verdict, j.command
  order by 2 desc, 1
$$;

comment on function etl.table_health() is
  'Size, estimated minimum, dead rows, share of updates that stayed on their page, last vacuum and analyze, and age of '
  'each table of the warehouse, with a verdict and the command to type; without one when it is fine. The largest first.';

grant execute on function etl.table_health() to splitplot_analyst, splitplot_etl;
