-- cap_at(experiment_id, metric, batch): what a unit's value of a metric counts for at most, in the report of that batch.
--
-- A cap at a quantile is that of all variants together, because one of each variant would bias the difference; its rank is
-- computed in decimals, as by percentile_disc. The batch freezes it.

create or replace function report.cap_at(experiment_id integer, metric rollup.measured, batch etl.batch)
  returns numeric
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select case
    when metric.cap_quantile is null then metric.cap
    else (
      select min(counted.value)
      from (
        select v.value, sum(v.units) over (order by v.value) as units_up_to, sum(v.units) over () as units
        from rollup.unit_values_at(cap_at.experiment_id, metric.metric_id, batch) v
        where v.day < rollup.ripe_before(metric, batch.visible_at)
      ) counted
      where counted.units_up_to >= ceil(metric.cap_quantile * counted.units))
  end
$$;

comment on function report.cap_at(integer, rollup.measured, etl.batch) is
  'The cap in the metric''s unit; null: none, or no unit has been exposed.';

grant execute on function report.cap_at(integer, rollup.measured, etl.batch) to splitplot_analyst, splitplot_reporter;
