-- check_import_lines(): finds staged lines that repeat or contradict an earlier staged line.
--
-- The ids of records without an id of their own are made of what must be unique: of a whole exposure or
-- event, but of the unit and the name of an outcome. So "the same id" finds repetitions of all of them.

create or replace function etl.check_import_lines()
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into pg_temp.import_bad_line (file, line, column_name, reason)
  select distinct on (d.file, d.line)
    d.file, d.line, d.column_name,
    case
      when (d.unit_id, d.variant_id, d.occurred_at, d.name, d.value, d.order_key, d.amount_minor, d.currency)
        is not distinct from ((d.first).unit_id, (d.first).variant_id, (d.first).occurred_at, (d.first).name,
          (d.first).value, (d.first).order_key, (d.first).amount_minor, (d.first).currency)
      then format('repeats line %s%s', (d.first).line, etl.import_place(d.file, (d.first).file))
      when d.kind in ('outcome', 'covariate')
      then format('%s of unit %s is %s here and %s on line %s%s', d.name, d.unit_id, trim_scale(d.value),
        trim_scale((d.first).value), (d.first).line, etl.import_place(d.file, (d.first).file))
      else format('id %s is another %s on line %s%s', d.id, d.kind, (d.first).line,
        etl.import_place(d.file, (d.first).file))
    end
  from (
    select r.*, first_value(r) over same_id as first, row_number() over same_id as nth
    from pg_temp.import_record r
    where r.id in (
      select i.id
      from pg_temp.import_record i
      group by i.id, i.kind = 'exposure'
      having count(*) > 1)
    window same_id as (partition by r.id, r.kind = 'exposure' order by r.file, r.line)
  ) d
  where d.nth > 1
  order by d.file, d.line
  on conflict (file, line) do nothing;

  insert into pg_temp.import_bad_line (file, line, column_name, reason)
  select
    d.file, d.line, d.column_name,
    format('unit %s is exposed to %s here and to %s on line %s%s', d.unit_id, here.key, there.key,
      (d.first).line, etl.import_place(d.file, (d.first).file))
  from (
    select r.*, first_value(r) over same_unit as first
    from pg_temp.import_record r
    where r.kind = 'exposure'
      and r.unit_id in (
        select i.unit_id
        from pg_temp.import_record i
        where i.kind = 'exposure'
        group by i.unit_id
        having min(i.variant_id) <> max(i.variant_id))
    window same_unit as (partition by r.unit_id order by r.file, r.line)
  ) d
  join splitplot.variant here on here.variant_id = d.variant_id
  join splitplot.variant there on there.variant_id = (d.first).variant_id
  where d.variant_id <> (d.first).variant_id
  on conflict (file, line) do nothing;
end
$$;

comment on function etl.check_import_lines() is
  'Adds staged lines that repeat or contradict an earlier staged line to pg_temp.import_bad_line.';

grant execute on function etl.check_import_lines() to splitplot_etl;
