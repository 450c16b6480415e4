-- guard_audit_log(): trigger function: what is written in the audit log stays there.

create or replace function splitplot.guard_audit_log()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform splitplot.refuse('409', 'audit_log_is_append_only', null,
    format('%s of splitplot.audit_log is refused: what it says cannot be changed or removed', lower(tg_op)),
    'whoever must, as the owner, disables the trigger, and that is seen in the server''s log');
  return null;
end
$$;

comment on function splitplot.guard_audit_log() is 'Refuses (SP409) update, delete and truncate of the audit log.';
