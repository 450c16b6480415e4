-- is_of_person(units, unit_type, unit_ids, session_ids): is an event with these units one of the person?
--
-- It is when it names a unit of the person, or a session of the person and no other unit of the type. Another
-- person's event in a session that both used is not.

create or replace function splitplot.is_of_person(units jsonb, unit_type text, unit_ids text[], session_ids text[])
  returns boolean
  language sql immutable
as $$
  select case
    when units ? unit_type then units ->> unit_type = any (unit_ids)
    else coalesce(units ->> 'session' = any (session_ids), false)
  end
$$;

comment on function splitplot.is_of_person(jsonb, text, text[], text[]) is
  'Whether units (type to id) name one of unit_ids as unit_type, or no unit of that type and one of session_ids.';
