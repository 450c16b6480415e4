-- unit_values(experiment_ids, unit_nos, first_exposed_ats, watermark, additive): the values of metrics, by the
-- facts up to the watermark.
--
-- The one definition of what a metric is worth for a unit (see splitplot.metric at the primary): the
-- rollups use it for the units that a batch touched, reports of the past for all. Values come from all
-- events of the unit and never from an earlier value, so that duplicates, lateness and the order of
-- arrival do not matter. (Of metrics that are additive rollup.values_with() gives the same by fewer.)
--
-- Of a net revenue each order counts with its amount, less its returns, less its largest cancellation
-- (one without an amount is the whole order), but never with less than 0. All of these count only within
-- the metric's window; with net_within the orders do, and what undoes them within so long after each.
--
-- The steps of a funnel are written as letters, in the order of time and, at one instant, of the steps:
-- who has taken them has written a text like %a%b%c%.
--
-- Events before the first exposure count for covariates only, so partitions are left out that can only have such ones,
-- or ones from before all windows of covariates.
--
-- A unit's events are found once for all its experiments.
--
-- UTC, because a window of days has 24-hour days. The caller decides on plans: the arrays
-- hold one unit or a million; and events are found before metrics are joined, because units times
-- metrics would multiply the look-ups. Joined as written, for the same reason. What few metrics need,
-- steps and the times of orders, is looked for apart, so that the others need not be sorted; and without
-- a join, for which the planner would count on few rows.

create or replace function rollup.unit_values(
  experiment_ids integer[], unit_nos bigint[], first_exposed_ats timestamptz[], watermark etl.batch,
  additive boolean default null)
  returns table (
    experiment_id integer, unit_no bigint, metric_id integer, value numeric, covariate numeric, second numeric)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set jit = off
  set join_collapse_limit = 1
as $$
declare
  all_steps constant text := '%a%b%c%d%e%f%g%h%i%j%';
  since date;
begin
  select least(
    min(asked.first_exposed_at - m.covariate_span)::date - watermark.lead_days,
    case when bool_or(m.has_any_covariate) then '-infinity'::date end)
  into since
  from unnest(experiment_ids, first_exposed_ats) as asked(experiment_id, first_exposed_at)
  join (
    select
      m.experiment_id,
      coalesce(max(m.covariate_window), '0') as covariate_span,
      bool_or(m.covariate_event is not null and m.covariate_window is null) as has_any_covariate
    from rollup.measured m
    group by m.experiment_id
  ) m on m.experiment_id = asked.experiment_id;

  return query
  with metric as materialized (
    select me.* from rollup.measured_event me where additive is null or me.is_additive = additive
  ),
  happened as materialized (
    select x.experiment_id, asked.unit_no, x.first_exposed_at,
      e.unit_type, e.name, e.value, e.order_key, e.amount_minor, e.currency, e.occurred_at
    from (
      select a.unit_no, array_agg(a.experiment_id) as experiment_ids, array_agg(a.first_exposed_at) as first_exposed_ats
      from unnest(experiment_ids, unit_nos, first_exposed_ats) as a(experiment_id, unit_no, first_exposed_at)
      group by a.unit_no
    ) asked
    join rollup.unit u on u.unit_no = asked.unit_no
    join fact.event e on e.unit_id = u.unit_id
    cross join lateral unnest(asked.experiment_ids, asked.first_exposed_ats) as x(experiment_id, first_exposed_at)
    where e.arrived_on between since and greatest(watermark.feed_event_day, watermark.import_event_day)
      and e.arrival <= case e.source when 0 then watermark.feed_event_to else watermark.import_event_to end
      and e.name = any (array(select m.name from metric m))
  ),
  used as not materialized (
    select
      h.experiment_id, h.unit_no, h.first_exposed_at, h.occurred_at, h.name, h.value, h.order_key,
      case when h.currency = m.currency then h.amount_minor::numeric end as amount,
      h.name = 'cancellation' and h.amount_minor is null as is_whole_order,
      coalesce(h.value, 1) <> 0 as is_yes,
      rollup.is_in_window(h.occurred_at, h.first_exposed_at, m.window_start, m.metric_window) as is_in_window,
      m.metric_id, m.kind, m.net, m.net_within, m.currency, m.is_measured, m.is_covariate, m.is_denominator,
      m.covariate_window, m.aggregate, m.denominator_aggregate, m.step, m.step_count
    from happened h
    join metric m on m.experiment_id = h.experiment_id and m.unit_type = h.unit_type and m.name = h.name
  ),
  timed as (
    select u.*, null::timestamptz as ordered_at
    from used u
    where u.net_within is null
    union all
    select
      u.*,
      min(u.occurred_at) filter (where u.is_measured and u.is_in_window) over (
        partition by u.experiment_id, u.unit_no, u.metric_id, u.order_key)
    from used u
    where u.net_within is not null
  ),
  relevant as (
    select
      r.experiment_id, r.unit_no, r.metric_id, r.kind,
      case when r.net then r.order_key end as order_key,
      case when r.is_measured and r.is_in_window then rollup.counted(r.aggregate, r.value, r.amount) end as outcome,
      case when r.is_denominator and r.is_in_window then rollup.counted(r.denominator_aggregate, r.value, r.amount) end
        as denominator,
      case
        when r.is_covariate and rollup.is_before(r.occurred_at, r.first_exposed_at, r.covariate_window)
        then case when r.name = 'order' and r.currency is not null then r.amount else r.value end
      end as covariate,
      case when r.net and r.name = 'return' and undone.is_in_time then r.amount end as returned,
      case
        when r.net and r.name = 'cancellation' and undone.is_in_time
        then case when r.is_whole_order then 'infinity' else r.amount end
      end as cancelled
    from timed r
    cross join lateral (
      select case
        when r.net_within is null then r.is_in_window
        else r.occurred_at >= r.first_exposed_at and r.occurred_at < r.ordered_at + r.net_within
      end
    ) undone(is_in_time)
  ),
  part as (
    select
      r.experiment_id, r.unit_no, r.metric_id,
      case
        when r.kind in ('proportion', 'retention') then max(r.outcome)
        when r.kind = 'revenue' then greatest(0,
          sum(r.outcome) - coalesce(sum(r.returned), 0) - coalesce(max(r.cancelled), 0))
        when r.kind <> 'funnel' then sum(r.outcome)
      end as value,
      case
        when r.kind = 'quantile' and count(r.outcome) > 0 then 1
        when r.kind = 'ratio' then sum(r.denominator)
      end as second,
      sum(r.covariate) as covariate
    from relevant r
    group by r.experiment_id, r.unit_no, r.metric_id, r.kind, r.order_key
    union all
    select
      w.experiment_id, w.unit_no, w.metric_id,
      (w.path like left(all_steps, 2 * w.step_count + 1))::integer,
      (select count(*) from generate_series(1, w.step_count) n where w.path like left(all_steps, 2 * n + 1)),
      0
    from (
      select
        s.experiment_id, s.unit_no, s.metric_id, s.step_count,
        string_agg(chr(ascii('a') + s.step - 1), '' order by s.occurred_at, s.step) as path
      from used s
      where s.step is not null and s.is_in_window and s.is_yes
      group by s.experiment_id, s.unit_no, s.metric_id, s.step_count
    ) w
  ),
  whole as (
    select
      p.experiment_id, p.unit_no, p.metric_id,
      coalesce(sum(p.value), 0) as value, coalesce(sum(p.second), 0) as second, coalesce(sum(p.covariate), 0) as covariate
    from part p
    group by p.experiment_id, p.unit_no, p.metric_id
  )
  select
    w.experiment_id, w.unit_no, w.metric_id, w.value, w.covariate,
    case when m.cap is null then w.second else least(w.value, m.cap) end
  from whole w
  join rollup.measured m on m.experiment_id = w.experiment_id and m.metric_id = w.metric_id
  where w.value <> 0 or w.second <> 0 or w.covariate <> 0;
end
$$;

comment on function rollup.unit_values(integer[], bigint[], timestamptz[], etl.batch, boolean) is
  'For units of experiments and their first exposures (three arrays of one length): value, covariate and second number '
  '(see rollup.unit_metric) of each measured metric as known at the watermark; three zeros have no row. Money is in '
  'minor units. additive: only metrics that are, or are not.';

grant execute on function rollup.unit_values(integer[], bigint[], timestamptz[], etl.batch, boolean) to splitplot_analyst;
