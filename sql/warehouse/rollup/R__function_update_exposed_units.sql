-- update_exposed_units(experiment_ids, unit_nos, watermark, since): brings the pairs' first exposures, and the
-- traffic, up to date; no exposure of theirs arrived before the day since.
--
-- Gives the pairs that changed, with what their first exposures were: their values have to be measured anew. A repeated
-- exposure changes nothing.

create or replace function rollup.update_exposed_units(
  inout experiment_ids integer[], inout unit_nos bigint[], watermark etl.batch, since date default '-infinity',
  out old_phase_ids integer[], out old_variant_ids integer[], out old_first_exposed_ats timestamptz[])
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
as $$
begin
  with known as materialized (
    select f.* from rollup.first_exposures(experiment_ids, unit_nos, watermark, since) f
  ),
  before as materialized (
    select e.*
    from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
    join rollup.exposed_unit e on e.experiment_id = asked.experiment_id and e.unit_no = asked.unit_no
  ),
  changed as materialized (
    select
      k.*,
      (k.first_exposed_at at time zone 'UTC')::date as day,
      b.phase_id as old_phase_id, b.variant_id as old_variant_id, b.saw_several_variants as old_saw_several_variants,
      b.first_exposed_at as old_first_exposed_at, (b.first_exposed_at at time zone 'UTC')::date as old_day
    from known k
    left join before b using (experiment_id, unit_no)
    where (k.phase_id, k.variant_id, k.first_exposed_at, k.saw_several_variants)
      is distinct from (b.phase_id, b.variant_id, b.first_exposed_at, b.saw_several_variants)
  ),
  stored as (
    insert into rollup.exposed_unit
      (experiment_id, unit_no, phase_id, variant_id, first_exposed_at, saw_several_variants)
    select c.experiment_id, c.unit_no, c.phase_id, c.variant_id, c.first_exposed_at, c.saw_several_variants
    from changed c
    order by c.unit_no, c.experiment_id
    on conflict (experiment_id, unit_no) do update
    set (phase_id, variant_id, first_exposed_at, saw_several_variants) =
      (excluded.phase_id, excluded.variant_id, excluded.first_exposed_at, excluded.saw_several_variants)
  ),
  difference as (
    select
      d.experiment_id, d.phase_id, d.variant_id, d.day,
      sum(d.sign) as unit_count,
      coalesce(sum(d.sign) filter (where d.saw_several_variants), 0) as multiple_count
    from changed c
    cross join lateral (
      values
        (1, c.experiment_id, c.phase_id, c.variant_id, c.day, c.saw_several_variants),
        (-1, c.experiment_id, c.old_phase_id, c.old_variant_id, c.old_day, c.old_saw_several_variants)
    ) d(sign, experiment_id, phase_id, variant_id, day, saw_several_variants)
    where d.phase_id is not null
    group by d.experiment_id, d.phase_id, d.variant_id, d.day
  ),
  counted as (
    insert into rollup.traffic as stored (experiment_id, phase_id, variant_id, day, unit_count, multiple_count)
    select d.experiment_id, d.phase_id, d.variant_id, d.day, d.unit_count, d.multiple_count
    from difference d
    on conflict (experiment_id, phase_id, variant_id, day) do update
    set (unit_count, multiple_count) =
      (stored.unit_count + excluded.unit_count, stored.multiple_count + excluded.multiple_count)
  ),
  hour_difference as (
    select d.experiment_id, d.phase_id, d.variant_id, d.hour, sum(d.sign) as unit_count
    from changed c
    cross join lateral (
      values
        (1, c.experiment_id, c.phase_id, c.variant_id, date_bin('1 hour', c.first_exposed_at, 'epoch')),
        (-1, c.experiment_id, c.old_phase_id, c.old_variant_id, date_bin('1 hour', c.old_first_exposed_at, 'epoch'))
    ) d(sign, experiment_id, phase_id, variant_id, hour)
    where d.phase_id is not null
    group by d.experiment_id, d.phase_id, d.variant_id, d.hour
    having sum(d.sign) <> 0
  ),
  counted_by_hour as (
    insert into rollup.hour_traffic as stored (experiment_id, phase_id, variant_id, hour, unit_count)
    select d.experiment_id, d.phase_id, d.variant_id, d.hour, d.unit_count
    from hour_difference d
    on conflict (experiment_id, phase_id, variant_id, hour) do update
    set unit_count = stored.unit_count + excluded.unit_count
  )
  select
    array_agg(c.experiment_id), array_agg(c.unit_no),
    array_agg(c.old_phase_id), array_agg(c.old_variant_id), array_agg(c.old_first_exposed_at)
  into experiment_ids, unit_nos, old_phase_ids, old_variant_ids, old_first_exposed_ats
  from changed c;
end
$$;

comment on function rollup.update_exposed_units(integer[], bigint[], etl.batch, date) is
  'Computes the first exposures of the pairs (two arrays of one length) from facts and stores what '
  'changed; gives the changed pairs and their old first exposures, null where there was none.';
