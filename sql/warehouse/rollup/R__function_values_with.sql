-- values_with(previous, reached, but_experiment_ids, but_unit_nos): what additive metrics become by the events between two
-- watermarks, and what they are; and, in rows without a unit, what these events count by the hour (of all metrics).
--
-- What rollup.unit_values() gives for all events is here put together from what is stored and what the new events give:
-- sums and the largest of two sets are those of the sets, whatever came first. That holds while the first exposure is the
-- same, so pairs for which it has changed are left out. A new event costs the same however many events the unit has.
--
-- In steps: of a day that was not analysed for a while the planner expects one new event, and would look for all of them anew
-- for each metric.
--
-- A generic plan, as planning takes longer than a few events do; take_in() allows nothing but look-ups for these. The
-- pairs are hashed: they are not joined because the list stands beside others ("is not true").

create or replace function rollup.values_with(
  previous etl.batch, reached etl.batch, but_experiment_ids integer[], but_unit_nos bigint[])
  returns table (
    experiment_id integer, unit_no bigint, metric_id integer, phase_id integer, variant_id integer, day date,
    value numeric, covariate numeric, second numeric,
    old_phase_id integer, old_variant_id integer, old_day date, old_value numeric, old_covariate numeric, old_second numeric,
    hour timestamptz, event_count bigint, sum_outcome numeric, sum_denominator numeric)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set jit = off
  set join_collapse_limit = 1
as $$
begin
  return query
  with metric as materialized (
    select me.*, d.cap
    from rollup.measured_event me
    join rollup.measured d on d.experiment_id = me.experiment_id and d.metric_id = me.metric_id
    where me.is_additive or me.is_counted
  ),
  exposed as materialized (
    select
      x.experiment_id, x.unit_no, x.phase_id, x.variant_id, x.first_exposed_at,
      f.unit_type, f.name, f.value, f.amount_minor, f.currency, f.occurred_at
    from fact.events_between(previous, reached) f
    join rollup.unit u on u.unit_id = f.unit_id
    join rollup.exposed_unit x on x.unit_no = u.unit_no
    where ((x.experiment_id, x.unit_no) in (select * from unnest(but_experiment_ids, but_unit_nos))) is not true
  ),
  happened as materialized (
    select
      x.experiment_id, x.unit_no, x.phase_id, x.variant_id, x.first_exposed_at, x.occurred_at,
      m.metric_id, m.kind, m.cap, m.is_additive, e.outcome, e.denominator, e.covariate
    from exposed x
    join metric m on m.experiment_id = x.experiment_id and m.unit_type = x.unit_type and m.name = x.name
    cross join lateral (
      select
        rollup.is_in_window(x.occurred_at, x.first_exposed_at, m.window_start, m.metric_window),
        case when x.currency = m.currency then x.amount_minor::numeric end
    ) seen(is_in_window, amount)
    cross join lateral (
      select
        case when m.is_counted and seen.is_in_window then rollup.counted(m.aggregate, x.value, seen.amount) end,
        case when m.is_denominator and seen.is_in_window
          then rollup.counted(m.denominator_aggregate, x.value, seen.amount)
        end,
        case
          when m.is_covariate and rollup.is_before(x.occurred_at, x.first_exposed_at, m.covariate_window)
          then case when x.name = 'order' and m.currency is not null then seen.amount else x.value end
        end
    ) e(outcome, denominator, covariate)
  ),
  part as materialized (
    select
      h.experiment_id, h.unit_no, h.metric_id, h.kind, h.cap, h.phase_id, h.variant_id,
      (h.first_exposed_at at time zone 'UTC')::date as day,
      case
        when h.kind in ('proportion', 'retention') then coalesce(max(h.outcome), 0)
        else coalesce(sum(h.outcome), 0)
      end as value,
      case
        when h.kind = 'quantile' then (count(h.outcome) > 0)::integer
        else coalesce(sum(h.denominator), 0)
      end as second,
      coalesce(sum(h.covariate), 0) as covariate
    from happened h
    where h.is_additive
    group by h.unit_no, h.experiment_id, h.phase_id, h.variant_id, h.first_exposed_at, h.metric_id, h.kind, h.cap
    order by h.unit_no, h.experiment_id
  )
  select
    p.experiment_id, p.unit_no, p.metric_id, p.phase_id, p.variant_id, p.day,
    case when not nothing.is_zero then added.value end, added.covariate, capped.second,
    b.phase_id, b.variant_id, b.day, b.value, b.covariate, b.second,
    null::timestamptz, null::bigint, null::numeric, null::numeric
  from part p
  left join rollup.unit_metric b
    on b.unit_no = p.unit_no and b.experiment_id = p.experiment_id and b.metric_id = p.metric_id
  cross join lateral (
    select
      case when p.kind in ('proportion', 'retention') then greatest(p.value, b.value) else p.value + coalesce(b.value, 0) end,
      case when p.kind = 'quantile' then greatest(p.second, b.second) else p.second + coalesce(b.second, 0) end,
      p.covariate + coalesce(b.covariate, 0)
  ) added(value, second, covariate)
  cross join lateral (
    select case when p.cap is null then added.second else least(added.value, p.cap) end
  ) capped(second)
  cross join lateral (
    select added.value = 0 and capped.second = 0 and added.covariate = 0
  ) nothing(is_zero)
  where p.value <> 0 or p.second <> 0 or p.covariate <> 0
  union all
  select
    h.experiment_id, null, h.metric_id, h.phase_id, h.variant_id, null, null, null, null,
    null, null, null, null, null, null,
    date_bin('1 hour', h.occurred_at, 'epoch'), count(h.outcome), coalesce(sum(h.outcome), 0), coalesce(sum(h.denominator), 0)
  from happened h
  where coalesce(h.outcome, h.denominator) is not null
  group by h.experiment_id, h.metric_id, h.phase_id, h.variant_id, date_bin('1 hour', h.occurred_at, 'epoch');
end
$$;

comment on function rollup.values_with(etl.batch, etl.batch, integer[], bigint[]) is
  'Additive metrics of the exposed units with events between the watermarks, but for the pairs (two arrays of one length): '
  'phase, variant, day and values from now on, value null when all are 0; and what rollup.unit_metric has. Besides, in rows '
  'whose unit_no is null, what the events add to rollup.hour_sum.';
