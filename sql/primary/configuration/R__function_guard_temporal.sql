-- guard_temporal(): trigger function for rows that are valid for a range of time.
--
-- The range begins at the configuration instant of the transaction that puts the row into force. From then on all
-- that may happen is that it is closed, once, and not in the past. Else a decision that was made without the row,
-- or with it, could not be made again.

create or replace function splitplot.guard_temporal()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  may_change boolean;
begin
  if tg_op = 'INSERT' or isempty(old.valid) then
    if tg_op <> 'DELETE' and lower(new.valid) <> splitplot.configuration_instant() then
      perform splitplot.refuse('409', 'begins_at_another_instant', 'valid',
        format('a row of splitplot.%s would be in force from %s, and its transaction changes the configuration at %s',
               tg_table_name, lower(new.valid), splitplot.configuration_instant()),
        'begin the range at splitplot.configuration_instant()');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'UPDATE' and splitplot.is_renaming() and to_jsonb(new) - 'unit_id' = to_jsonb(old) - 'unit_id' then
    return new;
  end if;
  may_change := tg_op = 'UPDATE'
    and to_jsonb(new) - 'valid' = to_jsonb(old) - 'valid'
    and upper_inf(old.valid)
    and lower(new.valid) = lower(old.valid)
    and (upper_inf(new.valid) or upper(new.valid) >= splitplot.configuration_instant());
  if not coalesce(may_change, false) then
    perform splitplot.refuse('409', 'in_force', null,
      format('a row of splitplot.%s that has been in force since %s cannot change', tg_table_name, lower(old.valid)),
      'close its valid range and add a new row');
  end if;
  return new;
end
$$;

comment on function splitplot.guard_temporal() is
  'Refuses (SP409) a valid range that begins at another instant than the transaction''s, and every change of a row that '
  'has been in force, except closing its range and renaming a unit that is forgotten.';
