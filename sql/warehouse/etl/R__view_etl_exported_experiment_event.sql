-- exported_experiment_event: the events of the units that were exposed to an experiment, as files have them.
--
-- Their days are those on which they occurred, so they are in all partitions.

create or replace view etl.exported_experiment_event as
select
  x.key as experiment,
  (e.occurred_at at time zone 'UTC')::date as day,
  e.source,
  e.arrival,
  e.id,
  e.unit_type,
  e.unit_id,
  e.name,
  e.value,
  e.order_key,
  e.amount_minor,
  e.currency,
  e.lines,
  e.properties,
  e.occurred_at,
  e.received_at
from splitplot.experiment x
join splitplot.unit_type t using (unit_type_id)
join rollup.exposed_unit exposed using (experiment_id)
join rollup.unit u using (unit_no)
join fact.event e on e.unit_id = u.unit_id and e.unit_type = t.key;

comment on view etl.exported_experiment_event is
  'Events of the units of an experiment, before and after their exposure, as ./splitplot export --experiment writes them.';
comment on column etl.exported_experiment_event.day is 'Day of occurred_at, in UTC.';

grant select on etl.exported_experiment_event to splitplot_analyst, splitplot_etl;
