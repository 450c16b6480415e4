-- guard_temporal(): trigger function for rows that are valid for a range of time.
--
-- Once in force, all that may happen to such a row is that its range is closed, once, and not in the
-- past: else a decision that was made with it could not be made again.

create or replace function splitplot.guard_temporal()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  may_change boolean;
begin
  if isempty(old.valid) then
    return case when tg_op = 'DELETE' then old else new end;
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
  'Refuses (SP409) every change of a row that has been in force, except closing its valid range.';
