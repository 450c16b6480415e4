-- judge_events(batch): for each reported event, the row to store, or why it is refused. Stores nothing.
--
-- The plan is made once and looks rows up by index, as in judge_exposures.

create or replace function splitplot.judge_events(batch jsonb)
  returns table (
    index integer, id uuid, units jsonb, name text, value numeric, order_key text, amount_minor bigint, currency text,
    lines jsonb, properties jsonb, occurred_at timestamptz, reported_at timestamptz, received_at timestamptz,
    is_known boolean, code text, detail text)
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  setting splitplot.fact_setting;
  asked_at timestamptz := clock_timestamp();
  is_any_forgotten boolean := exists (select from splitplot.forgotten_unit);
begin
  select s.* into setting from splitplot.fact_setting s;
  return query
  with item as materialized (
    select
      r.*,
      t.taken_at,
      case
        when r.occurred_at > t.taken_at + setting.future_max and setting.future_policy = 'clamp' then t.taken_at
        else r.occurred_at
      end as clamped_at,
      owner.units as roots,
      owner.unknown_unit_type
    from jsonb_to_recordset(batch) as r(
      index integer, id uuid, units jsonb, name text, value numeric, order_key text, amount_minor bigint,
      currency text, lines jsonb, properties jsonb, occurred_at timestamptz, received_at timestamptz)
    cross join lateral (select least(r.received_at, asked_at)) t(taken_at)
    left join lateral (
      select
        jsonb_object_agg(u.key, coalesce(l.root_id, u.value)) as units,
        min(u.key) filter (where ut.key is null) as unknown_unit_type
      from jsonb_each_text(r.units) as u
      left join splitplot.unit_type ut on ut.key = u.key
      left join splitplot.identity_link l on l.unit_type_id = ut.unit_type_id and l.unit_id = u.value
    ) owner on true
  ),
  judged as (
    select
      i.*,
      case
        when i.unknown_unit_type is not null then 'unknown_unit_type'
        when splitplot.time_problem(i.clamped_at, i.taken_at, setting) is not null
          then splitplot.time_problem(i.clamped_at, i.taken_at, setting)
        when is_any_forgotten
          and exists (
            select from jsonb_each_text(i.units) u where splitplot.is_forgotten(u.key, u.value, i.taken_at))
          then 'unit_forgotten'
        when setting.unknown_events = 'refuse'
          and not exists (select from splitplot.event_name known where known.name = i.name) then 'unknown_event'
      end as code
    from item i
  )
  select
    j.index, j.id, coalesce(j.roots, '{}'), j.name, j.value, j.order_key, j.amount_minor, j.currency, j.lines,
    j.properties, j.clamped_at, nullif(j.occurred_at, j.clamped_at), j.taken_at, known.id is not null, j.code,
    case j.code
      when 'unknown_unit_type' then format('unit.%s: there is no such unit type', j.unknown_unit_type)
      when 'unknown_event' then format(
        'name: there is no event %s here; GET /v1/event-names lists those that there are', j.name)
      else case when j.code is not null then splitplot.fact_problem(j.code, j.occurred_at) end
    end
  from judged j
  left join splitplot.event_id known on known.id = j.id;
end
$$;

comment on function splitplot.judge_events(jsonb) is
  'For each object of the array: the row to store, with code and detail null, or a code and a sentence why it is '
  'refused; is_known: its id is stored already. Without received_at it is received now.';
