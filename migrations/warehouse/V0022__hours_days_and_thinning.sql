-- Sums by the hour. (More follows in this file.)

set local lock_timeout = '10s';

-- The rollups rest until what is counted here is committed; the functions that are dropped keep those of before from going on
-- without counting hours.
select pg_advisory_xact_lock(hashtext('splitplot.rollup'));
drop function if exists rollup.values_with(etl.batch, etl.batch, integer[], bigint[]);
drop function if exists rollup.update_exposed_units(integer[], bigint[], etl.batch);

create table rollup.hour_traffic (
  experiment_id integer not null,
  phase_id      integer not null,
  variant_id    integer not null,
  hour          timestamptz not null,
  unit_count    bigint not null,
  constraint hour_traffic_has_one_row_a_variant_phase_and_hour primary key (experiment_id, phase_id, variant_id, hour)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

comment on table rollup.hour_traffic is 'Exposed units by variant, phase and hour of their first exposure.';
comment on column rollup.hour_traffic.hour is 'Beginning of the hour, in UTC.';

create table rollup.hour_sum (
  experiment_id   integer not null,
  metric_id       integer not null,
  phase_id        integer not null,
  variant_id      integer not null,
  hour            timestamptz not null,
  event_count     bigint not null,
  sum_outcome     numeric not null,
  sum_denominator numeric not null,
  constraint hour_sums_have_one_row_a_metric_variant_phase_and_hour
    primary key (experiment_id, metric_id, phase_id, variant_id, hour)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

comment on table rollup.hour_sum is
  'What the events of an hour count for a metric: those of exposed units, in the metric''s window. Events count each for '
  'itself, so nothing is capped, a unit may count more than once, and revenue is gross. Rows of nothing but zeros count as none.';
comment on column rollup.hour_sum.hour is 'Beginning of the hour in which the events occurred, in UTC.';
comment on column rollup.hour_sum.phase_id is 'Phase of the units'' first exposure, as everywhere.';
comment on column rollup.hour_sum.event_count is
  'Events that the metric measures; of a ratio those of the numerator, of a funnel those of its last step.';
comment on column rollup.hour_sum.sum_outcome is
  'What they count: their values, amounts, themselves, or that they are not of value 0.';
comment on column rollup.hour_sum.sum_denominator is 'What the events of a ratio''s denominator count; else 0.';

grant select on rollup.hour_traffic, rollup.hour_sum to splitplot_analyst, splitplot_etl, splitplot_reporter;

-- What is rolled up already. rollup.hours_of() says the same, but migrations call no functions.
insert into rollup.hour_traffic (experiment_id, phase_id, variant_id, hour, unit_count)
select e.experiment_id, e.phase_id, e.variant_id, date_bin('1 hour', e.first_exposed_at, 'epoch'), count(*)
from rollup.exposed_unit e
group by 1, 2, 3, 4;

insert into rollup.hour_sum
  (experiment_id, metric_id, phase_id, variant_id, hour, event_count, sum_outcome, sum_denominator)
select
  x.experiment_id, m.metric_id, x.phase_id, x.variant_id, date_bin('1 hour', e.occurred_at, 'epoch'),
  count(c.outcome), coalesce(sum(c.outcome), 0), coalesce(sum(c.denominator), 0)
from (select b.* from etl.batch b order by b.batch_id desc limit 1) b
join fact.event e on e.arrival <= case e.source when 0 then b.feed_event_to else b.import_event_to end
join rollup.unit u on u.unit_id = e.unit_id
join rollup.exposed_unit x on x.unit_no = u.unit_no
join rollup.measured m
  on m.experiment_id = x.experiment_id and m.unit_type = e.unit_type
  and (e.name in (m.event, m.denominator_event) or e.name = m.steps[cardinality(m.steps)])
cross join lateral (
  select
    x.first_exposed_at + coalesce(m.window_start, '0'), x.first_exposed_at + m.metric_window,
    case when e.currency = m.currency then e.amount_minor::numeric end
) s(starts_at, ends_at, amount)
cross join lateral (
  select
    case when e.name = m.event or m.kind = 'funnel' then
      case
        when m.kind in ('mean', 'quantile') or m.kind = 'ratio' and m.aggregate = 'sum' then e.value
        when m.kind = 'revenue' or m.kind = 'ratio' and m.aggregate = 'amount' then s.amount
        when m.kind = 'count' or m.kind = 'ratio' and m.aggregate = 'count' then 1
        else (coalesce(e.value, 1) <> 0)::integer
      end
    end,
    case when e.name = m.denominator_event then
      case m.denominator_aggregate
        when 'sum' then e.value
        when 'amount' then s.amount
        when 'count' then 1
        else (coalesce(e.value, 1) <> 0)::integer
      end
    end
) c(outcome, denominator)
where e.occurred_at >= s.starts_at and (s.ends_at is null or e.occurred_at < s.ends_at)
  and coalesce(c.outcome, c.denominator) is not null
group by 1, 2, 3, 4, 5;
