-- unit_values(experiment_ids, unit_nos, first_exposed_ats, watermark): the values of metrics, by the
-- facts up to the watermark.
--
-- The one definition of what a metric is worth for a unit (see splitplot.metric at the primary): the
-- rollups use it for the units that a batch touched, reports of the past for all. Values come from all
-- events of the unit and never from an earlier value, so that duplicates, lateness and the order of
-- arrival do not matter.
--
-- Of a net revenue each order counts with its amount, less its returns, less its largest cancellation
-- (one without an amount is the whole order), but never with less than 0. All of these count only within
-- the metric's window. UTC, because a window of days has 24-hour days. Custom plans, because the arrays
-- hold one unit or a million; and events are found before metrics are joined, because units times
-- metrics would multiply the look-ups. Joined as written, for the same reason.

create or replace function rollup.unit_values(
  experiment_ids integer[], unit_nos bigint[], first_exposed_ats timestamptz[], watermark etl.batch)
  returns table (experiment_id integer, unit_no bigint, metric_id integer, value numeric, covariate numeric)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set plan_cache_mode = force_custom_plan
  set jit = off
  set join_collapse_limit = 1
as $$
begin
  return query
  with happened as materialized (
    select asked.experiment_id, asked.unit_no, asked.first_exposed_at,
      e.unit_type, e.name, e.value, e.order_key, e.amount_minor, e.currency, e.occurred_at
    from unnest(experiment_ids, unit_nos, first_exposed_ats) as asked(experiment_id, unit_no, first_exposed_at)
    join rollup.unit u on u.unit_no = asked.unit_no
    join fact.event e on e.unit_id = u.unit_id
    where e.arrival <= case e.source when 0 then watermark.feed_event_to else watermark.import_event_to end
      and e.name = any (array(select me.name from rollup.measured_event me))
  ),
  relevant as (
    select
      h.experiment_id, h.unit_no, m.metric_id, m.kind, h.value,
      case when m.net then h.order_key end as order_key,
      case
        when h.currency = m.currency then h.amount_minor::numeric
        when h.name = 'cancellation' and h.amount_minor is null then 'infinity'
      end as amount,
      m.is_covariate and h.occurred_at < h.first_exposed_at as is_covariate,
      during.metric_window and m.is_measured as is_outcome,
      during.metric_window and m.net and h.name = 'return' as is_return,
      during.metric_window and m.net and h.name = 'cancellation' as is_cancellation
    from happened h
    join rollup.measured_event m
      on m.experiment_id = h.experiment_id and m.unit_type = h.unit_type and m.name = h.name
    cross join lateral (
      select h.occurred_at >= h.first_exposed_at
        and (m.metric_window is null or h.occurred_at < h.first_exposed_at + m.metric_window)
    ) during(metric_window)
  ),
  part as (
    select
      r.experiment_id, r.unit_no, r.metric_id,
      case
        when r.kind = 'proportion' then max((coalesce(r.value, 1) <> 0)::integer) filter (where r.is_outcome)
        when r.kind = 'mean' then sum(r.value) filter (where r.is_outcome)
        when r.kind = 'count' then count(*) filter (where r.is_outcome)
        when r.kind = 'revenue' then greatest(0,
          sum(r.amount) filter (where r.is_outcome)
          - coalesce(sum(r.amount) filter (where r.is_return), 0)
          - coalesce(max(r.amount) filter (where r.is_cancellation), 0))
      end as value,
      sum(r.value) filter (where r.is_covariate) as covariate
    from relevant r
    group by r.experiment_id, r.unit_no, r.metric_id, r.kind, r.order_key
  )
  select p.experiment_id, p.unit_no, p.metric_id, coalesce(sum(p.value), 0), coalesce(sum(p.covariate), 0)
  from part p
  group by p.experiment_id, p.unit_no, p.metric_id
  having sum(p.value) <> 0 or sum(p.covariate) <> 0;
end
$$;

comment on function rollup.unit_values(integer[], bigint[], timestamptz[], etl.batch) is
  'For units of experiments and their first exposures (three arrays of one length): value and covariate '
  'of each measured metric as known at the watermark; a pair of zeros has no row. Revenue is in minor '
  'units.';

grant execute on function rollup.unit_values(integer[], bigint[], timestamptz[], etl.batch) to splitplot_analyst;
