-- fact_prints(fact, seed): what splitplot.fact_prints() of the primary says of the facts that came from there.
--
-- Rows that were refused are here, too, as they came.
--
-- Without a fixed search_path, so that the planner can inline it; every name is qualified.

create or replace function etl.fact_prints(fact text, seed bigint)
  returns table (id uuid, unit_type text, unit_id text, received_at timestamptz, print bigint)
  language sql stable
as $$
  select x.id, '', x.unit_id, x.received_at,
    hash_record_extended(
      row(x.id, x.experiment_id, x.phase_id, x.variant_id, x.occurred_at, x.reported_at, x.received_at), seed)
  from fact.exposure x
  where fact = 'exposure' and x.source = 0
  union all
  select e.id, e.unit_type, e.unit_id, e.received_at,
    hash_record_extended(
      row(e.id, e.unit_type, e.name, e.value, e.amount_minor, e.currency, e.occurred_at, e.reported_at, e.received_at), seed)
  from fact.event e
  where fact = 'event' and e.source = 0
  union all
  select x.id, '', x.unit_id, x.received_at,
    hash_record_extended(
      row(x.id, x.experiment_id, x.phase_id, x.variant_id, x.occurred_at, x.reported_at, x.received_at), seed)
  from etl.refused_row r
  cross join lateral jsonb_populate_record(null::splitplot.exposure, r.content) x
  where fact = 'exposure' and r.source_table = 'exposure' and r.resolved_at is null
  union all
  select e.id, u.unit_type, u.unit_id, e.received_at,
    hash_record_extended(
      row(e.id, u.unit_type, e.name, e.value, e.amount_minor, e.currency, e.occurred_at, e.reported_at, e.received_at), seed)
  from etl.refused_row r
  cross join lateral jsonb_populate_record(null::splitplot.event, r.content) e
  cross join lateral jsonb_each_text(e.units) as u(unit_type, unit_id)
  where fact = 'event' and r.source_table = 'event' and r.resolved_at is null
$$;

comment on function etl.fact_prints(text, bigint) is
  'Of exposures or of events of the feed, one a unit: what is compared with the primary.';
