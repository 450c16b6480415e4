-- check_import(experiment_id): finds the staged lines that contradict each other or stored facts, and takes
-- them out of the staging table. They are in pg_temp.import_bad_line afterwards, the first reason of each.
--
-- It takes the lock of imports and the transaction holds it, so what is checked here is still true when
-- etl.merge_import() stores the rest. A line is left out as a whole.

create or replace function etl.check_import(experiment_id integer)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtext('splitplot.import'));
  analyze pg_temp.import_record;

  insert into pg_temp.import_bad_line (file, line, column_name, reason)
  select r.file, r.line, r.column_name, r.reason
  from pg_temp.import_record r
  where r.kind = 'bad';

  perform etl.check_import_lines();
  perform etl.check_import_facts(experiment_id);

  -- Leaving out an exposure can leave an outcome without one, on another line; so until nothing changes.
  loop
    delete from pg_temp.import_record r
    using pg_temp.import_bad_line b
    where b.file = r.file and b.line = r.line;

    truncate pg_temp.import_exposed;
    insert into pg_temp.import_exposed (unit_id, first_exposed_at)
    select x.unit_id, min(x.occurred_at)
    from (
      select r.unit_id, r.occurred_at
      from pg_temp.import_record r
      where r.kind = 'exposure'
      union all
      select x.unit_id, x.occurred_at
      from fact.exposure x
      where x.experiment_id = check_import.experiment_id
        and x.unit_id in (select r.unit_id from pg_temp.import_record r)
    ) x
    group by x.unit_id;

    insert into pg_temp.import_bad_line (file, line, column_name, reason)
    select distinct on (r.file, r.line)
      r.file, r.line, r.column_name,
      format('unit %s was never exposed, so its %s has no time', r.unit_id, r.name)
    from pg_temp.import_record r
    where r.occurred_at is null
      and not exists (select from pg_temp.import_exposed e where e.unit_id = r.unit_id)
    order by r.file, r.line;
    exit when not found;
  end loop;
end
$$;

comment on function etl.check_import(integer) is
  'Moves every staged line that cannot be stored to pg_temp.import_bad_line, with column and reason. '
  'Holds the lock of imports until the transaction ends.';

grant execute on function etl.check_import(integer) to splitplot_etl;
