-- guard_audit_log(): trigger function: what is written in a log stays there.

create or replace function splitplot.guard_audit_log()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and splitplot.is_renaming() then
    return null;
  end if;
  perform splitplot.refuse('409', tg_table_name || '_is_append_only', null,
    format('%s of splitplot.%s is refused: what it says cannot be changed or removed', lower(tg_op), tg_table_name),
    'whoever must, as the owner, disables the trigger, and that is seen in the server''s log');
  return null;
end
$$;

comment on function splitplot.guard_audit_log() is
  'Refuses (SP409) update, delete and truncate of the audit log and the events of ramps; only forgetting a person may '
  'rename there.';
