-- Copies of what metrics have gained, a second number a unit, and sums by day of first exposure.
--
-- What is rolled up already is kept and counted by day, so that reports go on before the next batch. The rows hold no
-- second number: what they measure has none.

alter table splitplot.metric
  add column aggregate text,
  add column denominator_event text,
  add column denominator_aggregate text,
  add column quantile numeric,
  add column steps text[],
  add column window_start interval,
  add column cap numeric,
  add column cap_quantile numeric,
  add column unripe text not null default 'so_far',
  add column covariate_window interval,
  add column net_within interval,
  add column minimum_effect numeric,
  alter column event drop not null;

-- They give more than they did, and a result's columns cannot be replaced.
drop view if exists rollup.measured_event;
drop function if exists rollup.unit_values(integer[], bigint[], timestamptz[], etl.batch);
drop function if exists rollup.unit_metrics_of(integer, etl.batch);
drop function if exists rollup.moments_at(integer, etl.batch);
drop function if exists rollup.traffic_at(integer, etl.batch);

alter table rollup.measured
  add column aggregate text,
  add column denominator_event text,
  add column denominator_aggregate text,
  add column quantile numeric,
  add column steps text[],
  add column window_start interval,
  add column cap numeric,
  add column cap_quantile numeric,
  add column unripe text not null default 'so_far',
  add column covariate_window interval,
  add column net_within interval,
  alter column event drop not null;

alter table rollup.unit_metric
  add column day date,
  add column second numeric not null default 0;

update rollup.unit_metric m
set day = (e.first_exposed_at at time zone 'UTC')::date
from rollup.exposed_unit e
where (e.experiment_id, e.unit_no) = (m.experiment_id, m.unit_no);

-- Orders before the first exposure count with their amounts now where they are the covariate of revenue.
insert into rollup.unit_metric as stored
  (experiment_id, unit_no, metric_id, phase_id, variant_id, value, covariate, day)
select
  x.experiment_id, x.unit_no, m.metric_id, x.phase_id, x.variant_id, 0,
  coalesce(sum(e.amount_minor) filter (where e.currency = m.currency), 0), (x.first_exposed_at at time zone 'UTC')::date
from (select * from etl.batch order by batch_id desc limit 1) b
cross join rollup.measured m
join rollup.exposed_unit x on x.experiment_id = m.experiment_id
join rollup.unit u on u.unit_no = x.unit_no
join fact.event e on e.unit_id = u.unit_id and e.unit_type = m.unit_type and e.name = m.covariate_event
where m.kind = 'revenue' and m.covariate_event = 'order'
  and e.occurred_at < x.first_exposed_at
  and e.arrival <= case e.source when 0 then b.feed_event_to else b.import_event_to end
group by x.experiment_id, x.unit_no, m.metric_id
on conflict (experiment_id, unit_no, metric_id) do update set covariate = excluded.covariate;
delete from rollup.unit_metric where value = 0 and covariate = 0;

alter table rollup.unit_metric alter column day set not null;

comment on table rollup.unit_metric is
  'The value of a metric for an exposed unit. Units whose value, second number and covariate are all 0 have no row.';
comment on column rollup.unit_metric.value is
  'Of a ratio the numerator; of a quantile the sum of the values of its events.';
comment on column rollup.unit_metric.second is
  'Of a ratio the denominator; of a quantile 1 when the unit has a value; of a funnel the number of steps that the unit '
  'has taken; with a cap of a fixed value the value, capped; else 0.';
comment on column rollup.unit_metric.covariate is
  'Sum of the values of the metric''s covariate event before the first exposure (of orders, where there is a currency, of '
  'their amounts); 0 when it has none.';
comment on column rollup.unit_metric.day is 'Day of the first exposure, in UTC.';

alter table rollup.traffic
  drop constraint traffic_has_one_row_a_variant_and_phase,
  add column day date;
truncate rollup.traffic;
insert into rollup.traffic (experiment_id, phase_id, variant_id, unit_count, multiple_count, day)
select
  e.experiment_id, e.phase_id, e.variant_id, count(*), count(*) filter (where e.saw_several_variants),
  (e.first_exposed_at at time zone 'UTC')::date
from rollup.exposed_unit e
group by 1, 2, 3, 6;
alter table rollup.traffic
  add constraint traffic_has_one_row_a_variant_phase_and_day primary key (experiment_id, phase_id, variant_id, day);

comment on table rollup.traffic is 'Exposed units by variant, phase and day of their first exposure.';
comment on column rollup.traffic.day is 'Day of the units'' first exposure, in UTC.';

alter table rollup.moments
  drop constraint moments_have_one_row_a_metric_variant_and_phase,
  add column day date,
  add column sum_z numeric not null default 0,
  add column sum_zz numeric not null default 0,
  add column sum_yz numeric not null default 0,
  add column sum_xz numeric not null default 0;
truncate rollup.moments;
insert into rollup.moments
  (experiment_id, metric_id, phase_id, variant_id, sum_y, sum_yy, sum_x, sum_xx, sum_xy, day)
select
  m.experiment_id, m.metric_id, m.phase_id, m.variant_id,
  sum(m.value), sum(m.value * m.value), sum(m.covariate), sum(m.covariate * m.covariate), sum(m.value * m.covariate), m.day
from rollup.unit_metric m
group by m.experiment_id, m.metric_id, m.phase_id, m.variant_id, m.day;
alter table rollup.moments
  alter column sum_z drop default,
  alter column sum_zz drop default,
  alter column sum_yz drop default,
  alter column sum_xz drop default,
  add constraint moments_have_one_row_a_metric_variant_phase_and_day
    primary key (experiment_id, metric_id, phase_id, variant_id, day);

comment on table rollup.moments is
  'Exact sums over exposed units of the value y, the covariate x and the second number z (see rollup.unit_metric.second). '
  'How many units: rollup.traffic.unit_count.';
comment on column rollup.moments.day is 'Day of the units'' first exposure, in UTC.';
