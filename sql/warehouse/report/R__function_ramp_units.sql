-- ramp_units(experiment_id, batch): how many units the variants have that still get some.

create or replace function report.ramp_units(experiment_id integer, batch etl.batch)
  returns table (variant text, unit_count bigint)
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  with cell as (
    select t.*, max(t.phase) over () as newest_phase
    from report.traffic_of(ramp_units.experiment_id, batch) t
  )
  select c.variant, sum(c.unit_count)::bigint
  from cell c
  group by c.variant
  having bool_or(c.phase = c.newest_phase and c.expected_share > 0)
$$;

comment on function report.ramp_units(integer, etl.batch) is
  'Exposed units, over all phases, of each variant that has a weight in the newest phase.';

grant execute on function report.ramp_units(integer, etl.batch) to splitplot_analyst, splitplot_reporter;
