-- forget_external(person_type, until): renames what pg_temp.forgotten_name names in tables of lines and in quarantined rows, and
-- takes away what is personal; rows up to an instant.
--
-- A row is of when its batch was stored. What nobody declared (extra), and what is declared as personal, goes from rows of the
-- person and of its orders; a session may have been somebody else's too.

create or replace function etl.forget_external(person_type text, until timestamptz)
  returns bigint
  language plpgsql volatile
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
as $$
declare
  place record;
  is_own boolean;
  changed bigint;
  total bigint := 0;
begin
  for place in select u.* from etl.unit_column u loop
    is_own := place.kind in (person_type, '$order');
    if place.table_name is not null then
      execute format(
        $rows$
        update external.%1$I t
        set %2$I = n.pseudonym %3$s
        from pg_temp.forgotten_name n
        where n.kind = $1 and t.%2$I = n.name collate "default"
          and exists (select from etl.line_batch b where b.batch_id = t.batch_id and b.stored_at <= $2)
        $rows$,
        place.table_name, place.column_name,
        case when is_own then
          (select ', extra = null' || coalesce(string_agg(format(', %I = null', p), ''), '')
           from jsonb_array_elements_text(place.personal) p)
        end)
      using place.kind, until;
      get diagnostics changed = row_count;
      total := total + changed;
    end if;

    update etl.dead_letter d
    set payload = convert_to((s.content || jsonb_build_object(place.column_name, s.pseudonym) || s.emptied)::text, 'UTF8')
    from (
      select
        w.dead_letter_id, c.content, n.pseudonym,
        case when is_own then
          (select jsonb_object_agg(p, null) from (
             select 'extra' union all select jsonb_array_elements_text(place.personal)) e(p))
        else '{}' end as emptied
      from etl.dead_letter w
      cross join lateral (select convert_from(w.payload, 'UTF8')::jsonb) c(content)
      join pg_temp.forgotten_name n on n.kind = place.kind and n.name = c.content ->> place.column_name
      where w.line_id = place.line_id and w.format = 'staged' and w.first_seen_at <= until
    ) s
    where d.dead_letter_id = s.dead_letter_id;
    get diagnostics changed = row_count;
    total := total + changed;
  end loop;
  return total;
end
$$;

comment on function etl.forget_external(text, timestamptz) is
  'Gives how many rows of schema external, and of quarantined batches, were changed.';
