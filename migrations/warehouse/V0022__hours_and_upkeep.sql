-- Sums by the hour; materialized views of the rollups; batches of long ago are thinned.

set local lock_timeout = '10s';

-- The rollups rest until what is counted here is committed; the functions that are dropped keep those of before from going on
-- without counting hours.
select pg_advisory_xact_lock(hashtext('splitplot.rollup'));
drop function if exists rollup.values_with(etl.batch, etl.batch, integer[], bigint[]);
drop function if exists rollup.update_exposed_units(integer[], bigint[], etl.batch);
drop function if exists rollup.update_exposed_units(integer[], bigint[], etl.batch, date);

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

-- Only the rows of this hour change, so less room in a page is left free for updates than elsewhere.
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
  fillfactor = 65,
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

-- What is small and asked for again and again, for programs that cannot call functions. Only numbers: what they are called is
-- joined by the views in schema report, so a changed name needs no refresh.

create materialized view rollup.experiment_day as
select
  t.experiment_id, m.metric_id, t.phase_id, t.variant_id, t.day, t.unit_count,
  coalesce(case when m.cap is null then s.sum_y else s.sum_z end, 0) as total,
  coalesce(case when m.cap is null then s.sum_yy else s.sum_zz end, 0) as sum_of_squares,
  case when m.kind = 'ratio' then coalesce(s.sum_z, 0) end as denominator
from rollup.traffic t
join rollup.measured m using (experiment_id)
left join rollup.moments s using (experiment_id, metric_id, phase_id, variant_id, day)
where t.unit_count <> 0;

create unique index an_experiment_day_has_one_row
  on rollup.experiment_day (experiment_id, metric_id, phase_id, variant_id, day);

comment on materialized view rollup.experiment_day is
  'What report.experiment_day shows, as of rollup.refreshed. Refreshed by rollup.refresh_views().';

create materialized view rollup.experiment_overview as
select
  t.experiment_id, sum(t.unit_count)::bigint as unit_count, sum(t.multiple_count)::bigint as multiple_count,
  min(t.day) as first_day, max(t.day) as last_day,
  (select max(h.hour) from rollup.hour_traffic h where h.experiment_id = t.experiment_id and h.unit_count <> 0) as last_hour
from rollup.traffic t
where t.unit_count <> 0
group by t.experiment_id;

create unique index an_experiment_has_one_overview on rollup.experiment_overview (experiment_id);

comment on materialized view rollup.experiment_overview is
  'What report.experiment_overview shows, as of rollup.refreshed. Refreshed by rollup.refresh_views().';

create table rollup.refreshed (
  view_name    text primary key,
  refreshed_at timestamptz not null,
  took         interval not null,
  batch_id     bigint not null,
  data_as_of   timestamptz
);

comment on table rollup.refreshed is 'When each materialized view was refreshed, and what it shows since.';
comment on column rollup.refreshed.took is 'How long that took.';
comment on column rollup.refreshed.batch_id is 'The batch that the view shows.';
comment on column rollup.refreshed.data_as_of is 'From when on reports showed that batch; null: the beginning, when nothing was known.';

insert into rollup.refreshed
select v.view_name, clock_timestamp(), '0', b.batch_id, nullif(b.visible_at, '-infinity')
from unnest('{experiment_day,experiment_overview}'::text[]) v(view_name)
cross join (select * from etl.batch order by batch_id desc limit 1) b;

grant select on rollup.refreshed to splitplot_analyst, splitplot_etl, splitplot_reporter;

-- Some batches a second are a million a day.

create table etl.upkeep (
  is_only       boolean primary key default true constraint there_is_one_row check (is_only),
  refresh_every interval not null default '30 seconds' constraint views_are_refreshed_after_a_while check (refresh_every > '0'),
  keep_batches  interval not null default '7 days' constraint batches_are_kept_for_an_hour check (keep_batches >= '1 hour'),
  hidden_to     timestamptz not null default '-infinity',
  hidden_at     timestamptz not null default '-infinity',
  deleted_to    timestamptz not null default '-infinity',
  constraint batches_are_hidden_first check (deleted_to <= hidden_to)
);

comment on table etl.upkeep is 'What is done regularly, and how far it has come: one row. Its first settings may be changed.';
comment on column etl.upkeep.refresh_every is 'How old the materialized views may become before they are refreshed.';
comment on column etl.upkeep.keep_batches is
  'How long every batch is kept. Of older ones stay the last of each minute, and those that somebody looked at.';
comment on column etl.upkeep.hidden_to is
  'Up to this instant only the batches that stay are known (report.batch_at), whether the others are deleted yet or not.';
comment on column etl.upkeep.hidden_at is 'Since when. They are deleted an hour later, when no report uses them any more.';
comment on column etl.upkeep.deleted_to is 'Up to this instant they are deleted.';

insert into etl.upkeep default values;
grant select on etl.upkeep to splitplot_analyst, splitplot_etl, splitplot_reporter;

-- Whoever deletes a batch is asked whether it was looked at.
create index look_by_batch on report.look (batch_id);
create index comparison_look_by_batch on report.comparison_look (batch_id);
create index analysis_by_batch on report.analysis (batch_id);
alter table etl.batch set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 10000);
