-- write_audit(): trigger function that writes down each change of a row, before and after.
--
-- A trigger, so that no path into the table can go round it; security definer, so that the roles which cause the
-- changes need no right on the log itself.

create or replace function splitplot.write_audit()
  returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and splitplot.is_renaming() then
    return null; -- it would write down the name that is being forgotten
  end if;
  insert into splitplot.audit_log (actor, action, table_name, reason, before, after)
  values (coalesce(nullif(current_setting('splitplot.actor', true), ''), session_user),
          lower(tg_op),
          tg_table_name,
          nullif(current_setting('splitplot.reason', true), ''),
          case when tg_op <> 'INSERT' then to_jsonb(old) - 'key_hash' end,
          case when tg_op <> 'DELETE' then to_jsonb(new) - 'key_hash' end);
  return null;
end
$$;

comment on function splitplot.write_audit() is 'Writes a row of audit_log for the row that changed.';
