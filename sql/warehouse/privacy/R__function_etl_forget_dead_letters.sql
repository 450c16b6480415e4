-- forget_dead_letters(until): removes rows that could not be read or stored and mention a unit of pg_temp.forgotten_name.
--
-- Nobody knows which part of a broken row is what, so it goes as a whole. Quarantined rows are whole: see etl.forget_external().

create or replace function etl.forget_dead_letters(until timestamptz)
  returns bigint
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  names constant text[] := array(select n.name from pg_temp.forgotten_name n where n.kind <> '$order');
  removed bigint;
begin
  delete from etl.dead_letter d
  where d.format <> 'staged' and d.first_seen_at <= until
    and d.line_id in (select u.line_id from etl.unit_column u)
    and etl.mentions(d.payload, names);
  get diagnostics removed = row_count;
  return removed;
end
$$;

comment on function etl.forget_dead_letters(timestamptz) is 'Gives how many dead letters were removed.';
