-- exported_exposure: exposures as files have them, with keys instead of numbers.
--
-- The first columns name the file. Configuration may be away for a while; what is not known then is null.
-- Days are those on which exposures occurred, so they are in all partitions.

create or replace view etl.exported_exposure as
select
  e.key as experiment,
  (x.occurred_at at time zone 'UTC')::date as day,
  x.source,
  x.arrival,
  x.id,
  t.key as unit_type,
  x.unit_id,
  x.session_id,
  p.number as phase,
  v.key as variant,
  x.attributes,
  x.occurred_at,
  x.received_at
from fact.exposure x
left join splitplot.experiment e using (experiment_id)
left join splitplot.unit_type t using (unit_type_id)
left join splitplot.phase p using (phase_id)
left join splitplot.variant v using (variant_id);

comment on view etl.exported_exposure is 'Exposures as ./splitplot export writes them.';
comment on column etl.exported_exposure.day is 'Day of occurred_at, in UTC.';

grant select on etl.exported_exposure to splitplot_analyst, splitplot_etl;
