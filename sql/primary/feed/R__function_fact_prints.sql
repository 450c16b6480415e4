-- fact_prints(fact, seed): a number for each fact that differs when what it counts for differs; of events one a unit.
--
-- The warehouse makes the same of what it has (etl.fact_prints) and compares. Without what forgetting changes, but for the
-- unit's id, which stands beside it. A seed of the caller's, so that nobody can send facts that hide each other.
--
-- Without a fixed search_path, so that the planner can inline it; every name is qualified.

create or replace function splitplot.fact_prints(fact text, seed bigint)
  returns table (id uuid, unit_type text, unit_id text, received_at timestamptz, print bigint)
  language sql stable
as $$
  select x.id, '', x.unit_id, x.received_at,
    hash_record_extended(
      row(x.id, x.experiment_id, x.phase_id, x.variant_id, x.occurred_at, x.reported_at, x.received_at), seed)
  from splitplot.exposure x
  where fact = 'exposure'
  union all
  select e.id, u.unit_type, u.unit_id, e.received_at,
    hash_record_extended(
      row(e.id, u.unit_type, e.name, e.value, e.amount_minor, e.currency, e.occurred_at, e.reported_at, e.received_at), seed)
  from splitplot.event e
  cross join lateral jsonb_each_text(e.units) as u(unit_type, unit_id)
  where fact = 'event'
$$;

comment on function splitplot.fact_prints(text, bigint) is
  'Of exposures or of events: what the warehouse compares with what it has, when it cannot go on from a slot.';

grant execute on function splitplot.fact_prints(text, bigint) to splitplot_feed;
