-- check_import_facts(experiment_id): finds staged lines that contradict facts that are stored already.
--
-- The time of an outcome is compared only when the file says it: where it comes from the exposure, the
-- time of the first import stands.

create or replace function etl.check_import_facts(experiment_id integer)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into pg_temp.import_bad_line (file, line, column_name, reason)
  select distinct on (r.file, r.line)
    r.file, r.line, r.column_name,
    format('unit %s is exposed to %s here and to %s in a stored exposure', r.unit_id, here.key, there.key)
  from pg_temp.import_record r
  join fact.exposure x
    on x.experiment_id = check_import_facts.experiment_id
   and x.unit_id = r.unit_id
   and x.variant_id <> r.variant_id
  join splitplot.variant here on here.variant_id = r.variant_id
  join splitplot.variant there on there.variant_id = x.variant_id
  where r.kind = 'exposure'
  order by r.file, r.line
  on conflict (file, line) do nothing;

  insert into pg_temp.import_bad_line (file, line, column_name, reason)
  select r.file, r.line, r.column_name, format('id %s is stored, as another exposure', r.id)
  from pg_temp.import_record r
  join fact.exposure_id i on i.id = r.id
  join fact.exposure x on x.arrived_on = i.arrived_on and x.source = i.source and x.arrival = i.arrival
  where r.kind = 'exposure'
    and (x.experiment_id, x.unit_id, x.occurred_at)
      <> (check_import_facts.experiment_id, r.unit_id, r.occurred_at)
  on conflict (file, line) do nothing;

  insert into pg_temp.import_bad_line (file, line, column_name, reason)
  select distinct on (r.file, r.line)
    r.file, r.line, r.column_name,
    case
      when r.kind = 'event' then format('id %s is stored, as another event', r.id)
      when x.value <> r.value then format('%s of unit %s is %s here and %s in a stored event',
        r.name, r.unit_id, trim_scale(r.value), trim_scale(x.value))
      else format('%s of unit %s occurred at %s here and at %s in a stored event',
        r.name, r.unit_id, r.occurred_at, x.occurred_at)
    end
  from pg_temp.import_record r
  join fact.event_id i
    on i.id = r.id
   and i.unit_type = (
     select ut.key
     from splitplot.experiment e
     join splitplot.unit_type ut on ut.unit_type_id = e.unit_type_id
     where e.experiment_id = check_import_facts.experiment_id)
  join fact.event x on x.arrived_on = i.arrived_on and x.source = i.source and x.arrival = i.arrival
  where r.kind in ('outcome', 'covariate', 'event')
    and (x.unit_id, x.name, x.value, x.order_key, x.amount_minor, x.currency, x.occurred_at)
      is distinct from (r.unit_id, r.name, r.value, r.order_key, r.amount_minor, r.currency,
        coalesce(r.occurred_at, x.occurred_at))
  order by r.file, r.line
  on conflict (file, line) do nothing;
end
$$;

comment on function etl.check_import_facts(integer) is
  'Adds staged lines that contradict stored facts to pg_temp.import_bad_line.';

grant execute on function etl.check_import_facts(integer) to splitplot_etl;
