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
begin
  insert into fact.exposure
    (source, arrival, id, experiment_id, phase_id, variant_id, unit_id, occurred_at, received_at)
  select
    1, nextval('fact.import_exposure_arrival'), r.id, merge_import.experiment_id, first_phase_id, r.variant_id, r.unit_id,
    r.occurred_at, now()
  from (select * from pg_temp.import_record where kind = 'exposure' order by file, line) r
  where not exists (select from fact.exposure x where x.id = r.id);
  get diagnostics exposures_added = row_count;

  insert into fact.event
    (source, arrival, id, unit_type, unit_id, name, value, order_key, amount_minor, currency, occurred_at, received_at)
  select
    1, nextval('fact.import_event_arrival'), r.id, experiment_unit_type, r.unit_id, r.name, r.value, r.order_key,
    r.amount_minor, r.currency,
    case
      when r.kind = 'covariate' then e.first_exposed_at - interval '1 microsecond'
      else coalesce(r.occurred_at, e.first_exposed_at)
    end,
    now()
  from (select * from pg_temp.import_record where kind <> 'exposure' order by file, line) r
  left join pg_temp.import_exposed e on e.unit_id = r.unit_id
  where not exists (select from fact.event x where x.id = r.id and x.unit_type = experiment_unit_type);
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
