-- take_in(previous, reached, remeasured): updates all rollups for the facts between two watermarks.
--
-- remeasured are experiments with new metrics, all of whose units are measured. Statements see facts
-- that commit meanwhile, so each looks only at those up to the watermark.
--
-- Of few facts each unit is looked up by index: in tables that grow quickly the planner counts on fewer rows
-- than there are, and would read all of them. Then no other plan is possible, so it is made once: planning takes
-- longer than a few facts do. Of many the arrays have any length, and each gets its own plan.

create or replace function rollup.take_in(
  previous etl.batch, reached etl.batch, remeasured integer[],
  out exposure_count bigint, out event_count bigint, out unit_count bigint, out lead_days integer)
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set jit = off
  set enable_seqscan = on
  set enable_hashjoin = on
  set enable_mergejoin = on
as $$
declare
  few_exposures constant integer := 500;
  few_events constant integer := 5000;
  experiment_ids integer[];
  unit_nos bigint[];
  known_experiment_ids integer[];
  known_unit_nos bigint[];
  old_phase_ids integer[];
  old_variant_ids integer[];
  old_first_exposed_ats timestamptz[];
  known record;
  other_experiment_ids integer[];
  other_unit_nos bigint[];
  hours rollup.hour_sum[];
begin
  select count(*), greatest(reached.lead_days, max((e.occurred_at at time zone 'UTC')::date - e.arrived_on))
  into event_count, reached.lead_days
  from fact.events_between(previous, reached) e;
  select count(*), greatest(reached.lead_days, max((x.occurred_at at time zone 'UTC')::date - x.arrived_on))
  into exposure_count, reached.lead_days
  from fact.exposures_between(previous, reached) x;
  lead_days := reached.lead_days;
  if event_count <= few_events and exposure_count <= few_exposures and remeasured is null then
    perform set_config(setting, 'off', true)
    from unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) setting;
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
  end if;

  insert into rollup.unit (unit_id)
  select distinct x.unit_id
  from fact.exposures_between(previous, reached) x
  where not exists (select from rollup.unit u where u.unit_id = x.unit_id);

  -- An exposure after the first changes nothing unless it is of another variant. A unit that is not known here has no
  -- exposures but the new ones, so nobody has to look further back for them.
  if exposure_count > 0 then
    select
      array_agg(x.experiment_id) filter (where not x.is_known), array_agg(x.unit_no) filter (where not x.is_known),
      array_agg(x.experiment_id) filter (where x.is_known), array_agg(x.unit_no) filter (where x.is_known)
    into experiment_ids, unit_nos, known_experiment_ids, known_unit_nos
    from (
      select distinct x.experiment_id, u.unit_no, e.unit_no is not null as is_known
      from fact.exposures_between(previous, reached) x
      join rollup.unit u on u.unit_id = x.unit_id
      left join rollup.exposed_unit e on e.unit_no = u.unit_no and e.experiment_id = x.experiment_id
      where x.experiment_id not in (select s.experiment_id from rollup.sealed s)
        and (e.unit_no is null
          or x.occurred_at <= e.first_exposed_at
          or (x.variant_id <> e.variant_id and not e.saw_several_variants))
    ) x;
    if experiment_ids is not null then
      select u.* into experiment_ids, unit_nos, old_phase_ids, old_variant_ids, old_first_exposed_ats
      from rollup.update_exposed_units(
        experiment_ids, unit_nos, reached, least(previous.feed_exposure_day, previous.import_exposure_day)) u;
    end if;
    if known_experiment_ids is not null then
      select u.* into known
      from rollup.update_exposed_units(
        known_experiment_ids, known_unit_nos, reached, rollup.first_day(known_experiment_ids, previous)) u;
      experiment_ids := experiment_ids || known.experiment_ids;
      unit_nos := unit_nos || known.unit_nos;
      old_phase_ids := old_phase_ids || known.old_phase_ids;
      old_variant_ids := old_variant_ids || known.old_variant_ids;
      old_first_exposed_ats := old_first_exposed_ats || known.old_first_exposed_ats;
    end if;
  end if;

  -- Whose first exposure has changed, or whose experiment has got metrics, is measured anew; of the others new events
  -- are added to what additive metrics have, and only the other metrics are measured anew.
  select
    array_agg(t.experiment_id), array_agg(t.unit_no),
    array_agg(t.phase_id), array_agg(t.variant_id), array_agg(t.first_exposed_at), count(*)
  into experiment_ids, unit_nos, old_phase_ids, old_variant_ids, old_first_exposed_ats, unit_count
  from (
    select * from unnest(experiment_ids, unit_nos, old_phase_ids, old_variant_ids, old_first_exposed_ats)
      as exposed(experiment_id, unit_no, phase_id, variant_id, first_exposed_at)
    union all
    select e.experiment_id, e.unit_no, e.phase_id, e.variant_id, e.first_exposed_at
    from rollup.exposed_unit e
    where e.experiment_id = any (remeasured)
      and ((e.experiment_id, e.unit_no) in (select * from unnest(experiment_ids, unit_nos))) is not true
  ) t;
  select
    array_agg(w.experiment_id) filter (where w.other), array_agg(w.unit_no) filter (where w.other), unit_count + count(*)
  into other_experiment_ids, other_unit_nos, unit_count
  from rollup.units_with_events(previous, reached) w
  where (w.experiment_id, w.unit_no) not in (select * from unnest(experiment_ids, unit_nos));
  if unit_count > 0 then
    perform rollup.update_unit_metrics(
      experiment_ids, unit_nos, reached, other_experiment_ids, other_unit_nos, since => previous);
  end if;
  -- Whoever is measured anew counts anew by the hour, too. Who was not exposed before has counted nothing.
  if experiment_ids is not null then
    perform rollup.move_hours(
      array(
        select h
        from rollup.hours_of(
          experiment_ids, unit_nos, old_phase_ids, old_variant_ids, old_first_exposed_ats, previous, previous.batch_id) h),
      array(select h from rollup.hours_of_exposed(experiment_ids, unit_nos, reached) h));
  end if;
end
$$;

comment on function rollup.take_in(etl.batch, etl.batch, integer[]) is
  'Brings exposed_unit, traffic, unit_metric, moments and the sums by the hour from one watermark to another; gives how '
  'many facts and units that took, and etl.batch.lead_days with these facts.';
