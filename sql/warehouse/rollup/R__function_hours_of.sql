-- hours_of(experiment_ids, unit_nos, phase_ids, variant_ids, first_exposed_ats, watermark, before_batch_id): what
-- rollup.hour_sum should hold of units with these first exposures, by the facts up to the watermark.
--
-- What the new events of units add is counted by rollup.values_with(), in the same terms. UTC, because a window of days has
-- 24-hour days. Events before the first exposure count nothing, so partitions with only such are left out. Joined as written, as
-- in rollup.unit_values(); the caller decides on plans. Millions of events are few hours, which the planner doesn't know: it
-- would sort them all instead of hashing.

create or replace function rollup.hours_of(
  experiment_ids integer[], unit_nos bigint[], phase_ids integer[], variant_ids integer[], first_exposed_ats timestamptz[],
  watermark etl.batch, before_batch_id bigint default null)
  returns setof rollup.hour_sum
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set jit = off
  set join_collapse_limit = 1
  set enable_sort = off
as $$
begin
  return query
  with metric as materialized (
    select me.*
    from rollup.measured_event me
    join rollup.measured d on d.experiment_id = me.experiment_id and d.metric_id = me.metric_id
    where (me.is_counted or me.is_denominator)
      and (before_batch_id is null or d.after_batch_id < before_batch_id)
  )
  select
    asked.experiment_id, m.metric_id, asked.phase_id, asked.variant_id, date_bin('1 hour', e.occurred_at, 'epoch'),
    count(c.outcome), coalesce(sum(c.outcome), 0), coalesce(sum(c.denominator), 0)
  from unnest(experiment_ids, unit_nos, phase_ids, variant_ids, first_exposed_ats)
    as asked(experiment_id, unit_no, phase_id, variant_id, first_exposed_at)
  join rollup.unit u on u.unit_no = asked.unit_no
  join fact.event e on e.unit_id = u.unit_id
  join metric m on m.experiment_id = asked.experiment_id and m.unit_type = e.unit_type and m.name = e.name
  cross join lateral (select case when e.currency = m.currency then e.amount_minor::numeric end) seen(amount)
  cross join lateral (
    select
      case when m.is_counted then rollup.counted(m.aggregate, e.value, seen.amount) end,
      case when m.is_denominator then rollup.counted(m.denominator_aggregate, e.value, seen.amount) end
  ) c(outcome, denominator)
  where asked.first_exposed_at is not null
    and e.name = any (array(select n.name from metric n))
    and e.arrived_on >= (select min(f)::date - watermark.lead_days from unnest(first_exposed_ats) f)
    and e.arrived_on <= greatest(watermark.feed_event_day, watermark.import_event_day)
    and e.arrival <= case e.source when 0 then watermark.feed_event_to else watermark.import_event_to end
    and rollup.is_in_window(e.occurred_at, asked.first_exposed_at, m.window_start, m.metric_window)
    and coalesce(c.outcome, c.denominator) is not null
  group by 1, 2, 3, 4, 5;
end
$$;

comment on function rollup.hours_of(integer[], bigint[], integer[], integer[], timestamptz[], etl.batch, bigint) is
  'Sums by the hour over units of experiments with their first exposures (five arrays of one length; null: none), as known '
  'at the watermark; of the metrics that batch before_batch_id contained, or of all.';
