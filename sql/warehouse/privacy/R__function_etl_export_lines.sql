-- export_lines(unit_type, unit_ids, session_ids): what lines have brought of a person: rows of tables, and dead letters.

create or replace function etl.export_lines(unit_type text, unit_ids text[], session_ids text[])
  returns jsonb
  language plpgsql stable
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_variable
declare
  place record;
  wanted text[];
  rows jsonb;
  tables jsonb := '{}';
begin
  for place in
    select u.table_name, u.column_name, u.kind from etl.unit_column u where u.table_name is not null
  loop
    wanted := case place.kind
      when unit_type then unit_ids
      when 'session' then session_ids
      when '$order' then array(
        select distinct e.order_key from fact.event e
        where e.unit_id = any (unit_ids) and e.unit_type = unit_type and e.order_key is not null)
      else '{}' end;
    execute format('select coalesce(jsonb_agg(to_jsonb(t.*)), ''[]'') from external.%I t where t.%I = any ($1)',
      place.table_name, place.column_name)
    using wanted into rows;
    tables := tables || jsonb_build_object(place.table_name, coalesce(tables -> place.table_name, '[]') || (
      select coalesce(jsonb_agg(r), '[]') from jsonb_array_elements(rows) r
      where not coalesce(tables -> place.table_name, '[]') @> jsonb_build_array(r)));
  end loop;
  return jsonb_build_object(
    'external', tables,
    'dead_letters', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'origin', d.origin, 'place', d.place, 'reason', d.reason, 'first_seen_at', d.first_seen_at,
        'payload', encode(d.payload, 'escape')) order by d.dead_letter_id), '[]')
      from etl.dead_letter d
      where d.line_id in (select u.line_id from etl.unit_column u) and etl.mentions(d.payload, unit_ids || session_ids)));
end
$$;

comment on function etl.export_lines(text, text[], text[]) is
  'A document of the rows in schema external, by table, and of the dead letters of a person''s units and sessions.';
