-- rebuild_hours(experiment_id): computes an experiment's sums by the hour anew from the facts, compares, and mends. Promise:
-- nothing differs.
--
-- By the first exposures that are stored, so after rebuild_units(); what is sealed is left out, as there. Compares without a
-- lock; what is wrong is moved by the difference, as in rebuild_totals(), and for the same reason. One experiment at a time, so
-- that memory and the age of what the statement sees have a bound.

create or replace function rollup.rebuild_hours(
  experiment_id integer, out table_name text, out stored jsonb, out recomputed jsonb)
  returns setof record
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
  set work_mem = '128MB'
as $$
declare
  different jsonb;
begin
  if exists (select from rollup.sealed s where s.experiment_id = rebuild_hours.experiment_id) then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('splitplot.rebuild'), rebuild_hours.experiment_id);
  with pair as materialized (
    select array_agg(e.experiment_id) as experiment_ids, array_agg(e.unit_no) as unit_nos
    from rollup.exposed_unit e
    where e.experiment_id = rebuild_hours.experiment_id
  ),
  computed as (
    select h.*
    from pair p
    cross join (select b from etl.batch b order by b.batch_id desc limit 1) newest(b)
    cross join lateral rollup.hours_of_exposed(p.experiment_ids, p.unit_nos, newest.b) h
  ),
  counted as (
    select s.*
    from rollup.hour_sum s
    where s.experiment_id = rebuild_hours.experiment_id
      and (s.event_count, s.sum_outcome, s.sum_denominator) <> (0, 0, 0)
  )
  select jsonb_agg(jsonb_build_object('stored', to_jsonb(s), 'recomputed', to_jsonb(c)))
  into different
  from counted s
  full join computed c using (metric_id, phase_id, variant_id, hour)
  where s is distinct from c;
  if different is null then
    return;
  end if;

  perform pg_advisory_xact_lock(hashtext('splitplot.rollup'));
  perform rollup.move_hours(
    array(
      select jsonb_populate_record(null::rollup.hour_sum, d -> 'stored')
      from jsonb_array_elements(different) d
      where d -> 'stored' <> 'null'),
    array(
      select jsonb_populate_record(null::rollup.hour_sum, d -> 'recomputed')
      from jsonb_array_elements(different) d
      where d -> 'recomputed' <> 'null'));
  return query
  select 'hour_sum', nullif(d -> 'stored', 'null'), nullif(d -> 'recomputed', 'null')
  from jsonb_array_elements(different) d;
end
$$;

comment on function rollup.rebuild_hours(integer) is
  'Counts the events of an experiment''s exposed units by the hour anew and moves rollup.hour_sum by what differs; gives each '
  'row that differed, before and after.';

grant execute on function rollup.rebuild_hours(integer) to splitplot_etl;
