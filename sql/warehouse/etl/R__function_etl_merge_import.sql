-- merge_import(experiment_id): stores what etl.check_import() left in the staging table, each fact once.
--
-- Call it in the transaction of etl.check_import(), which holds the lock of imports: arrivals must be in the
-- order of commits. All imported exposures belong to the first phase, as another system decided them.
--
-- What is stored already is looked up first: "on conflict do nothing" would take a third longer. Under the lock only
-- the feed can bring the same id meanwhile; then the import fails as a whole, and can be run again.

create or replace function etl.merge_import(
  experiment_id integer,
  out exposures_added bigint, out exposures_present bigint,
  out events_added bigint, out events_present bigint, out events_unexposed bigint)
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  first_phase_id constant integer := (
    select p.phase_id
    from splitplot.phase p
    where p.experiment_id = merge_import.experiment_id and p.number = 1);
  experiment_unit_type constant text := (
    select ut.key
    from splitplot.experiment e
    join splitplot.unit_type ut on ut.unit_type_id = e.unit_type_id
    where e.experiment_id = merge_import.experiment_id);
  day constant date := fact.arrival_day();
begin
  with fresh as materialized (
    select nextval('fact.import_exposure_arrival') as arrival, r.*
    from (select * from pg_temp.import_record where kind = 'exposure' order by file, line) r
    where not exists (select from fact.exposure_id x where x.id = r.id)
  ),
  taken as (
    insert into fact.exposure_id (id, arrived_on, source, arrival)
    select f.id, day, 1, f.arrival from fresh f
  )
  insert into fact.exposure
    (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at, arrived_on)
  select
    1, f.arrival, f.id, merge_import.experiment_id, first_phase_id, f.variant_id, f.unit_id, f.occurred_at, now(), day
  from fresh f;
  get diagnostics exposures_added = row_count;

  with fresh as materialized (
    select nextval('fact.import_event_arrival') as arrival, r.*
    from (select * from pg_temp.import_record where kind <> 'exposure' order by file, line) r
    where not exists (select from fact.event_id x where x.id = r.id and x.unit_type = experiment_unit_type)
  ),
  taken as (
    insert into fact.event_id (id, unit_type, arrived_on, source, arrival)
    select f.id, experiment_unit_type, day, 1, f.arrival from fresh f
  )
  insert into fact.event
    (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, occurred_at, received_at,
     arrived_on)
  select
    1, f.arrival, f.id, experiment_unit_type, f.unit_id, f.name, f.value, f.order_key, f.amount_minor, f.currency,
    case
      when f.kind = 'covariate' then e.first_exposed_at - interval '1 microsecond'
      else coalesce(f.occurred_at, e.first_exposed_at)
    end,
    now(), day
  from fresh f
  left join pg_temp.import_exposed e on e.unit_id = f.unit_id;
  get diagnostics events_added = row_count;

  select
    count(*) filter (where r.kind = 'exposure') - exposures_added,
    count(*) filter (where r.kind <> 'exposure') - events_added,
    count(*) filter (where r.kind <> 'exposure' and e.unit_id is null)
  into exposures_present, events_present, events_unexposed
  from pg_temp.import_record r
  left join pg_temp.import_exposed e on e.unit_id = r.unit_id;
end
$$;

comment on function etl.merge_import(integer) is
  'Stores the staged records as facts of source 1. Counts what was added, what was there already, and the events '
  'of units that were never exposed.';

grant execute on function etl.merge_import(integer) to splitplot_etl;
