-- values_anew(experiment_ids, unit_nos, watermark, additive): what the pairs' metrics become by all facts up to the
-- watermark, and what they are.
--
-- "offset 0" has the stored values looked up pair by pair. Where the caller allows nothing but look-ups, the list of metrics,
-- which has no index, would cost so much that the planner (before PostgreSQL 18) sees no difference to reading all values.

create or replace function rollup.values_anew(
  experiment_ids integer[], unit_nos bigint[], watermark etl.batch, additive boolean default null)
  returns table (
    experiment_id integer, unit_no bigint, metric_id integer, phase_id integer, variant_id integer, day date,
    value numeric, covariate numeric, second numeric,
    old_phase_id integer, old_variant_id integer, old_day date, old_value numeric, old_covariate numeric, old_second numeric)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  first_exposed_ats timestamptz[];
begin
  select array_agg(e.experiment_id), array_agg(e.unit_no), array_agg(e.first_exposed_at)
  into experiment_ids, unit_nos, first_exposed_ats
  from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
  join rollup.exposed_unit e on e.experiment_id = asked.experiment_id and e.unit_no = asked.unit_no;

  return query
  with measured as materialized (
    select
      v.experiment_id, v.unit_no, v.metric_id, e.phase_id, e.variant_id,
      (e.first_exposed_at at time zone 'UTC')::date as day, v.value, v.covariate, v.second
    from rollup.unit_values(experiment_ids, unit_nos, first_exposed_ats, watermark, additive) v
    join rollup.exposed_unit e on e.experiment_id = v.experiment_id and e.unit_no = v.unit_no
  ),
  before as materialized (
    select u.*
    from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
    cross join lateral (
      select m.*
      from rollup.unit_metric m
      where m.unit_no = asked.unit_no and m.experiment_id = asked.experiment_id
      offset 0
    ) u
    where additive is null or (u.experiment_id, u.metric_id) in (
      select me.experiment_id, me.metric_id from rollup.measured_event me where me.is_additive = additive)
  )
  select
    experiment_id, unit_no, metric_id, m.phase_id, m.variant_id, m.day, m.value, m.covariate, m.second,
    b.phase_id, b.variant_id, b.day, b.value, b.covariate, b.second
  from measured m
  full join before b using (experiment_id, unit_no, metric_id);
end
$$;

comment on function rollup.values_anew(integer[], bigint[], etl.batch, boolean) is
  'For the pairs of experiment and exposed unit (two arrays of one length): phase, variant, day and values from now on, value '
  'null when all are 0; and what rollup.unit_metric has. additive: only metrics that are, or are not.';
