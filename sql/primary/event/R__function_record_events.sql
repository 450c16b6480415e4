-- record_events(batch): stores the events of a batch, each once, all in the caller's transaction.
--
-- An id that is stored already is a duplicate: the first report stands. So is one that the batch repeats.
-- An event is stored for the root of each of its units, as exposures are: so what a visitor did before and after a
-- log-in is counted for the same unit.
-- A return or a cancellation may come before its order, and twice: each is a fact of its own, and what they mean to
-- a revenue is worked out in the warehouse from all of them, in whatever order they came.

create or replace function splitplot.record_events(
  batch jsonb, out accepted integer, out duplicate integer, out rejected jsonb, out duplicates integer[])
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set plan_cache_mode = force_generic_plan
as $$
begin
  perform splitplot.make_fact_days(batch);

  with judged as materialized (
    select * from splitplot.judge_events(batch)
  ),
  good as materialized (
    select distinct on (j.id) j.*
    from judged j
    where j.code is null and not j.is_known
    order by j.id, j.index
  ),
  claimed as (
    insert into splitplot.event_id (id, received_on)
    select g.id, current_date from good g
    on conflict (id) do nothing
    returning id
  ),
  stored as (
    insert into splitplot.event
      (id, units, name, value, order_key, amount_minor, currency, lines, properties, occurred_at, reported_at,
       received_at)
    select
      g.id, g.units, g.name, g.value, g.order_key, g.amount_minor, g.currency, g.lines, g.properties, g.occurred_at,
      g.reported_at, g.received_at
    from good g
    join claimed using (id)
  )
  select
    (select count(*) from claimed),
    coalesce(jsonb_agg(
        jsonb_build_object('index', j.index, 'id', j.id, 'code', j.code, 'detail', j.detail) order by j.index)
      filter (where j.code is not null and not j.is_known), '[]'),
    coalesce(array_agg(j.index order by j.index)
      filter (where j.is_known or (j.code is null and won.index is null)), '{}')
  into accepted, rejected, duplicates
  from judged j
  left join (select g.index from good g join claimed using (id)) won on won.index = j.index;
  duplicate := cardinality(duplicates);
  -- "Stored before" promises what "stored" does. A commit that has logged nothing would not wait for the standbys, which may
  -- lack the first report still.
  if accepted = 0 and duplicate > 0 then
    perform pg_logical_emit_message(true, 'splitplot', 'stored before');
  end if;
end
$$;

comment on function splitplot.record_events(jsonb) is
  'Stores a batch of objects (index, id, units, name, value, order_key, amount_minor, currency, lines, properties, '
  'occurred_at, received_at); gives the number stored, the number that were stored before, an array of {index, id, '
  'code, detail} for the refused, and the indexes of those that were stored before.';

grant execute on function splitplot.record_events(jsonb) to splitplot_api;
