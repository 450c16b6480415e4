-- measured_event: the events that each measured metric is made of, with what they mean to it.

create or replace view rollup.measured_event as
select
  m.experiment_id, m.metric_id, ut.key as unit_type, made_of.name,
  d.kind, d.net, d.currency, d.metric_window,
  made_of.name = d.event as is_measured,
  made_of.name is not distinct from d.covariate_event as is_covariate
from rollup.measured m
join splitplot.metric d using (metric_id)
join splitplot.experiment e using (experiment_id)
join splitplot.unit_type ut using (unit_type_id)
cross join lateral (
  select d.event
  union select d.covariate_event where d.covariate_event is not null
  union select unnest('{cancellation,return}'::text[]) where d.net
) made_of(name);

comment on view rollup.measured_event is
  'Names of the events that a metric of an experiment is computed from, and the type of the units that it looks at.';
comment on column rollup.measured_event.is_measured is 'The metric measures this event.';
comment on column rollup.measured_event.is_covariate is 'This event''s values before the first exposure are its covariate.';

grant select on rollup.measured_event to splitplot_analyst, splitplot_etl;
