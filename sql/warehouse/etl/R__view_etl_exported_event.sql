-- exported_event: events as files have them. Their days are those on which they occurred, so they are in all partitions.

create or replace view etl.exported_event as
select
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
from fact.event e;

comment on view etl.exported_event is 'Events as ./splitplot export writes them: one row for each unit of an event.';
comment on column etl.exported_event.day is 'Day of occurred_at, in UTC.';

grant select on etl.exported_event to splitplot_analyst, splitplot_etl;
