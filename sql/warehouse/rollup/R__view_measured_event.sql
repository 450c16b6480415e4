-- measured_event: the events that each measured metric is made of.

create or replace view rollup.measured_event as
select distinct m.experiment_id, m.metric_id, ut.key as unit_type, made_of.name
from rollup.measured m
join splitplot.metric d using (metric_id)
join splitplot.experiment e using (experiment_id)
join splitplot.unit_type ut using (unit_type_id)
cross join lateral (
  values (d.event), (d.covariate_event), (case when d.net then 'cancellation' end), (case when d.net then 'return' end)
) made_of(name)
where made_of.name is not null;

comment on view rollup.measured_event is
  'Names of the events that a metric of an experiment is computed from, and the type of the units that it '
  'looks at.';

grant select on rollup.measured_event to splitplot_analyst, splitplot_etl;
