-- is_renaming(): whether this transaction is renaming a forgotten person in configuration and audit log.
--
-- Said by a row and not by switching triggers off: that would take locks on whole tables, and they would be waited for
-- in another order than the lock of the configuration. And the caller cannot choose it, as it could a setting.

create or replace function splitplot.is_renaming()
  returns boolean
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select exists (select from splitplot.forgetting f where f.renaming_in = pg_current_xact_id_if_assigned())
$$;

comment on function splitplot.is_renaming() is
  'Whether splitplot.rename_in_configuration() is at work in this transaction.';
