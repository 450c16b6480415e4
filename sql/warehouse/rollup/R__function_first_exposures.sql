-- first_exposures(experiment_ids, unit_nos, watermark, since): the first exposure of each pair, by the facts up to the
-- watermark that arrived on a day or later.
--
-- First is the earliest occurred_at, then the smallest id, so the order of arrival does not matter.
-- The caller decides on plans: the arrays hold one unit in one call and a million in another. Joined as written, pairs
-- with units first: an experiment looks like few rows to the planner while its table grows quickly.

create or replace function rollup.first_exposures(
  experiment_ids integer[], unit_nos bigint[], watermark etl.batch, since date default '-infinity')
  returns table (
    experiment_id integer, unit_no bigint, phase_id integer, variant_id integer,
    first_exposed_at timestamptz, saw_several_variants boolean)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set jit = off
  set join_collapse_limit = 1
as $$
begin
  return query
  select distinct on (asked.experiment_id, asked.unit_no)
    asked.experiment_id,
    asked.unit_no,
    x.phase_id,
    x.variant_id,
    x.occurred_at,
    min(x.variant_id) over exposures_of_unit <> max(x.variant_id) over exposures_of_unit
  from unnest(experiment_ids, unit_nos) as asked(experiment_id, unit_no)
  join rollup.unit u on u.unit_no = asked.unit_no
  join fact.exposure x on x.experiment_id = asked.experiment_id and x.unit_id = u.unit_id
  where x.arrived_on between since and greatest(watermark.feed_exposure_day, watermark.import_exposure_day)
    and x.arrival <= case x.source when 0 then watermark.feed_exposure_to else watermark.import_exposure_to end
  window exposures_of_unit as (
    partition by asked.experiment_id, asked.unit_no
    order by x.occurred_at, x.id rows between unbounded preceding and unbounded following)
  order by asked.experiment_id, asked.unit_no, x.occurred_at, x.id;
end
$$;

comment on function rollup.first_exposures(integer[], bigint[], etl.batch, date) is
  'For the pairs of experiment and unit (two arrays of one length): their first exposures as known at the '
  'watermark; pairs without one are left out. since: no exposure of the pairs arrived before that day.';

grant execute on function rollup.first_exposures(integer[], bigint[], etl.batch, date) to splitplot_analyst;
