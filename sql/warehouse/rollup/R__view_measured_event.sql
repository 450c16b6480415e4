-- measured_event: the events that each measured metric is made of, with what they mean to it.

create or replace view rollup.measured_event as
select
  m.experiment_id, m.metric_id, m.unit_type, made_of.name, m.kind, m.net, m.currency, m.metric_window,
  made_of.name = m.event as is_measured,
  made_of.name is not distinct from m.covariate_event as is_covariate
from rollup.measured m
cross join lateral (
  select m.event
  union select m.covariate_event where m.covariate_event is not null
  union select unnest('{cancellation,return}'::text[]) where m.net
) made_of(name);

comment on view rollup.measured_event is
  'Names of the events that a metric of an experiment is computed from, and the type of the units that it looks at.';
comment on column rollup.measured_event.is_measured is 'The metric measures this event.';
comment on column rollup.measured_event.is_covariate is
  'This event''s values before the first exposure are its covariate.';

grant select on rollup.measured_event to splitplot_analyst, splitplot_etl;
