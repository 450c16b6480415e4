-- table_verdict(...): what is to be done about a table, in words and as a command. A pure function of what was seen.
--
-- The first that applies, the most pressing before the others. Small tables are left alone: what they waste is nothing.

create or replace function etl.table_verdict(
  table_name text, live_rows bigint, dead_rows bigint, bytes bigint, minimum_bytes bigint, updates bigint,
  hot_updates bigint, inserts_since_vacuum bigint, changes_since_analyze bigint, freeze_age integer,
  freeze_age_max integer, out verdict text, out command text)
  language sql immutable
as $$
  select
    case
      when freeze_age > 1.5 * freeze_age_max then format(
        'its oldest rows are %s million transactions old, and the server freezes from %s on: is autovacuum held up by an old '
        'transaction?', freeze_age / 1000000, freeze_age_max / 1000000)
      when dead_rows > 20000 and dead_rows > 0.2 * live_rows then format(
        '%s %% of its rows are dead and not cleared away', round(100.0 * dead_rows / (dead_rows + live_rows)))
      when bytes > 16777216 and bytes > 2 * minimum_bytes then format(
        'it takes %s times the room that its rows need; new rows will fill that, only rewriting gives it back, which locks '
        'the table', round(bytes / greatest(minimum_bytes, 8192)::numeric, 1))
      when updates > 100000 and hot_updates < 0.8 * updates then format(
        'only %s %% of its updates stay on their page, the others write into every index',
        round(100.0 * hot_updates / updates))
      when inserts_since_vacuum > 200000 and inserts_since_vacuum > 0.2 * live_rows then
        'many rows are not known to be visible to all, so that scans of indexes have to look into the table'
      when minimum_bytes is null and live_rows > 1000 then 'it was never analysed, so that plans are made blindly'
      when changes_since_analyze > 50000 and changes_since_analyze > 0.5 * live_rows then
        'half of it has changed since it was analysed, so that plans are made for other rows'
      else 'fine'
    end,
    case
      when freeze_age > 1.5 * freeze_age_max then format('vacuum (freeze, verbose) %s', table_name)
      when dead_rows > 20000 and dead_rows > 0.2 * live_rows then format('vacuum (analyze, verbose) %s', table_name)
      when bytes > 16777216 and bytes > 2 * minimum_bytes then format('vacuum (full, analyze) %s', table_name)
      when updates > 100000 and hot_updates < 0.8 * updates then format(
        'alter table %s set (fillfactor = 50)', table_name)
      when inserts_since_vacuum > 200000 and inserts_since_vacuum > 0.2 * live_rows then format('vacuum %s', table_name)
      when minimum_bytes is null and live_rows > 1000 then format('analyze %s', table_name)
      when changes_since_analyze > 50000 and changes_since_analyze > 0.5 * live_rows then format('analyze %s', table_name)
    end
$$;

comment on function etl.table_verdict(
  text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, integer, integer) is
  'What is to be done about a table with these numbers, and the command that does it; fine and null when nothing is.';

grant execute on function etl.table_verdict(
  text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, integer, integer)
  to splitplot_analyst, splitplot_etl;
