-- life_cycle_step(entry): the step of an experiment's life that a row of the audit log is the trace of.
--
-- Each step ends in another version; rows that leave the version as it was belong to the next one that does not.

create or replace function splitplot.life_cycle_step(entry splitplot.audit_log)
  returns text
  language sql immutable
as $$
  select case
    when entry.table_name <> 'experiment' then null
    when entry.action = 'insert' then 'create'
    when entry.action = 'delete' then 'delete'
    when entry.before -> 'version' = entry.after -> 'version' then null
    when entry.before ->> 'archived_at' is null and entry.after ->> 'archived_at' is not null then 'archive'
    else case concat_ws(' ', entry.before ->> 'state', entry.after ->> 'state')
      when 'draft running' then 'start'
      when 'running paused' then 'pause'
      when 'paused running' then 'resume'
      when 'running stopped' then 'stop'
      when 'paused stopped' then 'stop'
      when 'stopped concluded' then 'conclude'
      else 'change'
    end
  end
$$;

comment on function splitplot.life_cycle_step(splitplot.audit_log) is
  'create, start, change, pause, resume, stop, conclude, archive or delete; null: it is none by itself.';

grant execute on function splitplot.life_cycle_step(splitplot.audit_log) to splitplot_api, splitplot_analyst;
