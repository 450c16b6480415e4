-- measured_event: the events that each measured metric is made of, with what they mean to it. Nothing of sealed experiments:
-- no event means anything to them.

create or replace view rollup.measured_event as
select
  m.experiment_id, m.metric_id, m.unit_type, made_of.name, m.kind, m.net, m.currency, m.metric_window, m.window_start,
  m.covariate_window, m.net_within, cardinality(m.steps) as step_count,
  made_of.name is not distinct from m.event as is_measured,
  made_of.name is not distinct from m.covariate_event as is_covariate,
  made_of.name is not distinct from m.denominator_event as is_denominator,
  array_position(m.steps, made_of.name) as step,
  case m.kind
    when 'ratio' then m.aggregate
    when 'revenue' then 'amount'
    when 'count' then 'count'
    when 'mean' then 'sum'
    when 'quantile' then 'sum'
    else 'yes'
  end as aggregate,
  m.denominator_aggregate,
  m.kind not in ('revenue', 'funnel') as is_additive,
  coalesce(made_of.name = m.event or made_of.name = m.steps[cardinality(m.steps)], false) as is_counted
from rollup.measured m
left join rollup.sealed s on s.experiment_id = m.experiment_id
cross join lateral (
  select m.event where m.event is not null
  union select m.covariate_event where m.covariate_event is not null
  union select m.denominator_event where m.denominator_event is not null
  union select unnest(m.steps)
  union select unnest('{cancellation,return}'::text[]) where m.net
) made_of(name)
where s.experiment_id is null;

comment on view rollup.measured_event is
  'Names of the events that a metric of an experiment is computed from, and the type of the units that it looks at.';
comment on column rollup.measured_event.is_measured is 'The metric measures this event; of a ratio, as its numerator.';
comment on column rollup.measured_event.is_covariate is
  'This event before the first exposure is what the covariate is made of.';
comment on column rollup.measured_event.is_denominator is 'A ratio is divided by this event.';
comment on column rollup.measured_event.step is 'Which step of a funnel this event is, from 1.';
comment on column rollup.measured_event.is_additive is
  'What a new event means for a unit does not depend on its other events: values of two sets of events give the value of '
  'both. Not so orders, which other events take back, and the steps of a funnel.';
comment on column rollup.measured_event.is_counted is
  'This event counts by the hour, see rollup.hour_sum: what is measured, and the last step of a funnel.';
comment on column rollup.measured_event.aggregate is
  'What of a measured event counts: its value (sum), itself (count), its amount, or that it is not one of value 0 (yes).';

grant select on rollup.measured_event to splitplot_analyst, splitplot_etl;
