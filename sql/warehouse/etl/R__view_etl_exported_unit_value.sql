-- exported_unit_value: what each exposed unit has of each metric, as files have it.
--
-- A row for each unit and metric, also where all is 0 and the rollups have none, so that nobody forgets the zeros. Long and
-- not a column a metric, so that the files of all experiments have the same columns.

create or replace view etl.exported_unit_value as
select
  e.key as experiment,
  (x.first_exposed_at at time zone 'UTC')::date as day,
  t.key as unit_type,
  u.unit_id,
  p.number as phase,
  v.key as variant,
  x.first_exposed_at,
  x.saw_several_variants,
  m.key as metric,
  coalesce(um.value, 0)::numeric(38, 12) as value,
  coalesce(um.second, 0)::numeric(38, 12) as second,
  coalesce(um.covariate, 0)::numeric(38, 12) as covariate
from rollup.exposed_unit x
join rollup.unit u using (unit_no)
join rollup.measured measured using (experiment_id)
left join rollup.unit_metric um using (experiment_id, unit_no, metric_id)
left join splitplot.metric m using (metric_id)
left join splitplot.experiment e using (experiment_id)
left join splitplot.unit_type t using (unit_type_id)
left join splitplot.phase p on p.phase_id = x.phase_id
left join splitplot.variant v on v.variant_id = x.variant_id;

comment on view etl.exported_unit_value is
  'Value, second number and covariate (see rollup.unit_metric) of each exposed unit and metric as ./splitplot export '
  'writes them, with 12 decimals; zeros included.';
comment on column etl.exported_unit_value.day is 'Day of the first exposure, in UTC.';

grant select on etl.exported_unit_value to splitplot_analyst, splitplot_etl;
