-- record_events(batch): stores the events of a batch, each once, all in the caller's transaction.
--
-- An id that is stored already is a duplicate: the first report stands. So is one that the batch repeats,
-- because an insert does nothing about a row that it has made itself.
-- An event is stored for the root of each of its units, as exposures are: so what a visitor did before and after a
-- log-in is counted for the same unit.

create or replace function splitplot.record_events(
  batch jsonb, out accepted integer, out duplicate integer, out rejected jsonb)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  with item as materialized (
    select
      r.*,
      (select min(u.key) from jsonb_object_keys(r.units) as u(key)
       where not exists (select from splitplot.unit_type ut where ut.key = u.key)) as unknown_unit_type
    from jsonb_to_recordset(batch) as r(
      index integer, id uuid, units jsonb, name text, value numeric, order_key text, amount_minor bigint,
      currency text, lines jsonb, properties jsonb, occurred_at timestamptz)
  ),
  judged as materialized (
    select
      i.*,
      case
        when i.unknown_unit_type is not null then 'unknown_unit_type'
        when i.occurred_at > now() + interval '5 minutes' then 'occurred_in_the_future'
      end as code
    from item i
    where not exists (select from splitplot.event e where e.id = i.id)
  ),
  stored as (
    insert into splitplot.event
      (id, units, name, value, order_key, amount_minor, currency, lines, properties, occurred_at)
    select
      j.id,
      (select coalesce(jsonb_object_agg(u.key, coalesce(l.root_id, u.value)), '{}')
       from jsonb_each_text(j.units) as u
       join splitplot.unit_type ut on ut.key = u.key
       left join splitplot.identity_link l on l.unit_type_id = ut.unit_type_id and l.unit_id = u.value),
      j.name, j.value, j.order_key, j.amount_minor, j.currency, j.lines, j.properties, j.occurred_at
    from judged j
    where j.code is null
    order by j.id, j.index
    on conflict (id) do nothing
    returning id
  )
  select
    (select count(*) from stored),
    (select coalesce(jsonb_agg(jsonb_build_object('index', j.index, 'id', j.id, 'code', j.code, 'detail',
       case j.code
         when 'unknown_unit_type' then format('unit.%s: there is no such unit type', j.unknown_unit_type)
         else format('occurred_at: %s is more than 5 minutes ahead of the server', j.occurred_at)
       end) order by j.index), '[]')
     from judged j
     where j.code is not null)
  into accepted, rejected;
  duplicate := jsonb_array_length(batch) - accepted - jsonb_array_length(rejected);
end
$$;

comment on function splitplot.record_events(jsonb) is
  'Stores a batch of objects (index, id, units, name, value, order_key, amount_minor, currency, lines, properties, '
  'occurred_at); gives the number stored, the number that were stored before, and an array of {index, id, code, '
  'detail} for the refused.';

grant execute on function splitplot.record_events(jsonb) to splitplot_api;
